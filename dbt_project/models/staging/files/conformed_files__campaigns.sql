{{ conform_files('campaigns') }}
