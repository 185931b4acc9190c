{{ conform_files('payments') }}
