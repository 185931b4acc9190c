{{ union_conformed(
    'opportunity_lines', ['salesforce', 'hubspot', 'files'], is_money=true
) }}
