{{ clustered_records(
    'people', 'person_id', kept=['record_kind'], pairs='int_people_matched'
) }}
