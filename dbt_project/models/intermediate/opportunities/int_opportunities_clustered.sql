{{ clustered_records('opportunities', 'opportunity_id') }}
