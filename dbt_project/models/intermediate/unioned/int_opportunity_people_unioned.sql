{{ union_conformed('opportunity_people', ['salesforce', 'files']) }}
