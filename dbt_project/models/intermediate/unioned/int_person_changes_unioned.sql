{{ union_conformed('person_changes', ['salesforce', 'files']) }}
