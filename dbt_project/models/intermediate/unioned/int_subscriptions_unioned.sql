{{ union_conformed('subscriptions', ['stripe', 'files'], is_money=true) }}
