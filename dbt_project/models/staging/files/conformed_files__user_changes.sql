{{ conform_files('user_changes') }}
