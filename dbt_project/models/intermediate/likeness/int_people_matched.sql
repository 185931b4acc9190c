with recursive

paired as (

    select * from {{ ref('int_people_paired') }}

),

likened as (

    select * from {{ ref('int_people_likened') }}

),

registered as (

    select * from {{ ref('registry_people') }}

),

overrides as (

    select * from {{ ref('int_overrides_resolved') }}
    where
        entity = 'people'
        and has_landed

),

matched as (

    select
        record_key,
        linked_key,
        rule,
        confidence,
        decision,
        cast(null as text) as evidence
    from paired

    union all

    select
        record_key,
        linked_key,
        rule,
        confidence,
        decision,
        evidence
    from likened
    where decision <> 'leave'

),

{{ parted_links('matched', 'registered', 'overrides', kept=['evidence']) }}

select * from parted_links
