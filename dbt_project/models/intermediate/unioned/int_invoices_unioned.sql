{{ union_conformed('invoices', ['stripe', 'files']) }}
