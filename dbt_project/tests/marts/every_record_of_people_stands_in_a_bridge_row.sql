{{ config(meta={'dagster': {'ref': {'name': 'bridge_people'}}}) }}

{{ records_without_bridge('bridge_people', ['people']) }}
