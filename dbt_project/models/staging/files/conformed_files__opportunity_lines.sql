{{ conform_files('opportunity_lines') }}
