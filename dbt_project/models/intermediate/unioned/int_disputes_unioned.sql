{{ union_conformed('disputes', ['files']) }}
