{{ union_conformed('opportunity_lines', ['salesforce', 'files']) }}
