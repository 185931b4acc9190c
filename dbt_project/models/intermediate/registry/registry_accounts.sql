{{ minted_keys('accounts') }}
