{{ union_conformed('opportunity_people', ['salesforce', 'hubspot', 'files']) }}
