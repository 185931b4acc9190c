{{ union_conformed('lifecycle_changes', ['salesforce', 'files']) }}
