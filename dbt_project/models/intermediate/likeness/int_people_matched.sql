{{ matched_records('people') }}
