{{ union_conformed('payments', ['files']) }}
