{{ union_conformed('users', ['salesforce', 'files']) }}
