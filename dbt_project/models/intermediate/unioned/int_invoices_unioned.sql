{{ union_conformed('invoices', ['files']) }}
