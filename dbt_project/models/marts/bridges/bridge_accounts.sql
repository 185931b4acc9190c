{{ bridge_of('accounts', 'account_id', pairs='int_accounts_matched') }}
