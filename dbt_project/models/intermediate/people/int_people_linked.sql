{{ linked_records('people') }}
