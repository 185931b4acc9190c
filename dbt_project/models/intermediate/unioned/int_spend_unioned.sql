{{ union_conformed('spend', ['salesforce', 'files'], is_money=true) }}
