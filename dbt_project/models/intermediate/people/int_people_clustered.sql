{{ clustered_records('people', 'person_id', kept=['record_kind']) }}
