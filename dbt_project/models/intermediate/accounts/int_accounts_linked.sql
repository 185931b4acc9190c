{{ linked_records('accounts') }}
