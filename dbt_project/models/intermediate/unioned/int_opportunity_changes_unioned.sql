{{ union_conformed('opportunity_changes', ['salesforce', 'files']) }}
