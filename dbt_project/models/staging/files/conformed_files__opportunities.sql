{{ conform_files('opportunities') }}
