{{ conform_files('spend') }}
