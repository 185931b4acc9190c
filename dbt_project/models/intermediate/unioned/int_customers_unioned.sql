{{ union_conformed('customers', ['files']) }}
