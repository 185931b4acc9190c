{{ union_conformed('invoice_lines', ['stripe', 'files'], is_money=true) }}
