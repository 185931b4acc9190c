{{ matched_records('opportunities') }}
