{{ union_conformed('subscriptions', ['files']) }}
