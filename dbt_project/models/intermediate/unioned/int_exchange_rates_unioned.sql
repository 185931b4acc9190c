{{ union_conformed('exchange_rates', ['salesforce', 'files']) }}
