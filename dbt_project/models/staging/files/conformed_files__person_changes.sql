{{ conform_files('person_changes') }}
