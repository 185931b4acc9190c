{{ conform_files('disputes') }}
