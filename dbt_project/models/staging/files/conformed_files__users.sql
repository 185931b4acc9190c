{{ conform_files('users') }}
