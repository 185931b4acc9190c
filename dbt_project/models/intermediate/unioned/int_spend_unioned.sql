{{ union_conformed('spend', ['salesforce', 'files']) }}
