{{ union_conformed(
    'products', ['salesforce', 'hubspot', 'stripe', 'files'], is_money=true
) }}
