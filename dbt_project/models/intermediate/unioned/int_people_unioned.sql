{{ union_conformed('people', ['salesforce', 'files']) }}
