{{ union_conformed('products', ['salesforce', 'files']) }}
