{{ union_conformed('payments', ['stripe', 'files']) }}
