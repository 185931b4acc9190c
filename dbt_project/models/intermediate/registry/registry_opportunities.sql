{{ minted_keys('opportunities') }}
