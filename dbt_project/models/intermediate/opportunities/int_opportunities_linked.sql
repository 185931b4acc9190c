{{ linked_records('opportunities') }}
