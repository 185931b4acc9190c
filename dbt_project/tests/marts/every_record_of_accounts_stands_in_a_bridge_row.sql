{{ config(meta={'dagster': {'ref': {'name': 'bridge_accounts'}}}) }}

{{ records_without_bridge('bridge_accounts', ['accounts', 'customers']) }}
