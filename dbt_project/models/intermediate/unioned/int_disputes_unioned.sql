{{ union_conformed('disputes', ['stripe', 'files']) }}
