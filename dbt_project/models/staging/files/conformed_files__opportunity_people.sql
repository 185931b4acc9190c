{{ conform_files('opportunity_people') }}
