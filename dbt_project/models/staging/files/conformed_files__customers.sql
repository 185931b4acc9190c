{{ conform_files('customers') }}
