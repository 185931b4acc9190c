{{ conform_files('people') }}
