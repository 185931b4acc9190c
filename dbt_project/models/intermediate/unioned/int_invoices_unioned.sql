{{ union_conformed('invoices', ['stripe', 'files'], is_money=true) }}
