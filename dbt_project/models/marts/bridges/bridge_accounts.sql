{{ bridge_of('accounts', 'account_id') }}
