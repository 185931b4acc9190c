{{ matched_records('accounts') }}
