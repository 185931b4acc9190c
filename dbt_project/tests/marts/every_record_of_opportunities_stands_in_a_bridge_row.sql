{{ config(meta={'dagster': {'ref': {'name': 'bridge_opportunities'}}}) }}

{{ records_without_bridge('bridge_opportunities', ['opportunities']) }}
