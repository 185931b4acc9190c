{{ union_conformed('customers', ['stripe', 'files']) }}
