{{ conform_files('accounts') }}
