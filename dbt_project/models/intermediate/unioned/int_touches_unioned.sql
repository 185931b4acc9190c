{{ union_conformed('touches', ['salesforce', 'files']) }}
