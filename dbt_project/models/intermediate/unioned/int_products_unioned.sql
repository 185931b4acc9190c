{{ union_conformed('products', ['salesforce', 'hubspot', 'stripe', 'files']) }}
