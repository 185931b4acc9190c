{{ union_conformed('payments', ['stripe', 'files'], is_money=true) }}
