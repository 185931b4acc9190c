{{ union_conformed('disputes', ['stripe', 'files'], is_money=true) }}
