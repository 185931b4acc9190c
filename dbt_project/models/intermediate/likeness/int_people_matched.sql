with

paired as (

    select * from {{ ref('int_people_paired') }}

),

likened as (

    select * from {{ ref('int_people_likened') }}

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

)

select * from matched
