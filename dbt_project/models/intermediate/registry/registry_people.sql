{{ minted_keys('people') }}
