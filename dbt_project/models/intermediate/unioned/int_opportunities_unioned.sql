{{ union_conformed('opportunities', ['salesforce', 'hubspot', 'files']) }}
