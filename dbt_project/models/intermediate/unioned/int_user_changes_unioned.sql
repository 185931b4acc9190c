{{ union_conformed('user_changes', ['files']) }}
