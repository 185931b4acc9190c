{{ union_conformed('person_changes', ['salesforce', 'hubspot', 'files']) }}
