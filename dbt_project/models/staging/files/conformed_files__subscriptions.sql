{{ conform_files('subscriptions') }}
