{{ union_conformed('opportunities', ['salesforce', 'files']) }}
