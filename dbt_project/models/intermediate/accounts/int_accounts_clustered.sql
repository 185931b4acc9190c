{{ clustered_records('accounts', 'account_id', pairs='int_accounts_matched') }}
