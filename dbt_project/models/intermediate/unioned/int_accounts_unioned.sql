{{ union_conformed('accounts', ['salesforce', 'hubspot', 'files']) }}
