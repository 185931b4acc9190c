with recursive

settings as (

    select * from {{ ref('int_settings_applied') }}

),

recorded as (

    select * from {{ ref('int_opportunities_unioned') }}

),

opportunities as (

    select recorded.*

    from recorded

    cross join settings

    where
        recorded.source_created_at is null
        or recorded.source_created_at <= settings.as_of

),

{{ keyed_records('opportunities', entity='opportunities') }}

select * from keyed
