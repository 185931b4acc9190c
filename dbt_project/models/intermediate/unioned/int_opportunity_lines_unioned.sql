{{ union_conformed('opportunity_lines', ['salesforce', 'hubspot', 'files']) }}
