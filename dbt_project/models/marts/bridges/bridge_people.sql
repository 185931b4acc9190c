{{ bridge_of('people', 'person_id') }}
