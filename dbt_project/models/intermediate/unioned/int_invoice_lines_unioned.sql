{{ union_conformed('invoice_lines', ['stripe', 'files']) }}
