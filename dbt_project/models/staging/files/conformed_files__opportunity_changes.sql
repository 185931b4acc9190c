{{ conform_files('opportunity_changes') }}
