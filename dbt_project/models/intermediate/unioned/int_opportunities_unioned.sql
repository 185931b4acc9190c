{{ union_conformed(
    'opportunities', ['salesforce', 'hubspot', 'files'], is_money=true
) }}
