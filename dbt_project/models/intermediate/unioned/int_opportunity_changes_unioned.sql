{{ union_conformed('opportunity_changes', ['salesforce', 'hubspot', 'files']) }}
