{{ union_conformed('accounts', ['salesforce', 'files']) }}
