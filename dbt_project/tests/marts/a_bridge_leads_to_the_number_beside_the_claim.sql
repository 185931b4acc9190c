{{ config(meta={'dagster': {'ref': {'name': 'rpt_claims'}}}) }}

with

bridge as (

    select * from {{ ref('rpt_variance_bridge') }}
    where line = 'canonical'

),

claims as (

    select * from {{ ref('rpt_claims') }}

),

summed as (

    select
        metric,
        source_system,
        connection,
        case when bool_and(is_known) then sum(line_value) end as canonical_value

    from bridge

    group by
        metric,
        source_system,
        connection

)

select
    claims.claim_id,
    claims.metric,
    claims.source_system,
    claims.connection,
    claims.canonical_value,
    summed.canonical_value as bridge_value

from claims

inner join summed
    on
        claims.metric = summed.metric
        and claims.source_system = summed.source_system
        and claims.connection = summed.connection

where claims.canonical_value is distinct from summed.canonical_value
