{{ union_conformed('campaigns', ['salesforce', 'hubspot', 'files']) }}
