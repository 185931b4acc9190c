{{ conform_files('touches') }}
