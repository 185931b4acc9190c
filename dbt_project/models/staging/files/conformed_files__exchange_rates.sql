{{ conform_files('exchange_rates') }}
