{{ union_conformed('customers', ['stripe', 'files'], is_money=true) }}
