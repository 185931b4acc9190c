{{ union_conformed('users', ['salesforce', 'hubspot', 'files']) }}
