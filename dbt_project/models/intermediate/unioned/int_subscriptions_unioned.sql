{{ union_conformed('subscriptions', ['stripe', 'files']) }}
