{{ clustered_records('accounts', 'account_id') }}
