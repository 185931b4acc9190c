{{ union_conformed('lifecycle_changes', ['salesforce', 'hubspot', 'files']) }}
