with

grouped as (

    select * from {{ ref('int_opportunities_grouped') }}
    where not is_deleted

),

opportunities as (

    select * from {{ ref('int_opportunities_unioned') }}

),

pointed as (

    select * from {{ ref('int_opportunities_pointed') }}

),

stated as (

    select
        grouped.record_key,
        grouped.group_key,
        grouped.source_system || ' ' || grouped.connection as connection_key,
        pointed.account_id,
        pointed.owner_user_id,
        {{ bare_text('opportunities.opportunity_name') }} as deal_name,
        opportunities.currency_code,
        opportunities.amount,
        opportunities.close_date,
        opportunities.source_created_at

    from grouped

    inner join opportunities
        on
            grouped.source_system = opportunities.source_system
            and grouped.connection = opportunities.connection
            and grouped.source_object = opportunities.source_object
            and grouped.record_id = opportunities.record_id

    inner join pointed
        on grouped.record_key = pointed.record_key

)

select * from stated
