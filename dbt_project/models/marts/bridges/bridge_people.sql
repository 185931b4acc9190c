{{ bridge_of('people', 'person_id', pairs='int_people_matched') }}
