{{ union_conformed('campaigns', ['salesforce', 'files']) }}
