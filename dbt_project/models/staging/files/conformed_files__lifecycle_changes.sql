{{ conform_files('lifecycle_changes') }}
