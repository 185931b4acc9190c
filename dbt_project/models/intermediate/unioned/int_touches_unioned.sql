{{ union_conformed('touches', ['salesforce', 'hubspot', 'files']) }}
