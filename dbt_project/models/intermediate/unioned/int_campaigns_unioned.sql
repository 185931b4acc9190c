{{ union_conformed('campaigns', ['salesforce', 'hubspot', 'files'], is_money=true) }}
