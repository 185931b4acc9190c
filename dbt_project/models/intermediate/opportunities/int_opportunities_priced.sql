with

survived as (

    select * from {{ ref('int_opportunities_survived') }}

),

opportunities as (

    select * from {{ ref('int_opportunities_unioned') }}

),

clustered as (

    select * from {{ ref('int_opportunities_clustered') }}

),

lines as (

    select * from {{ ref('int_opportunity_lines_valued') }}

),

amounts as (

    select
        clustered.record_key,
        opportunities.currency_code,
        opportunities.amount

    from clustered

    inner join opportunities
        on
            clustered.source_system = opportunities.source_system
            and clustered.connection = opportunities.connection
            and clustered.source_object = opportunities.source_object
            and clustered.record_id = opportunities.record_id

),

recurring as (

    select
        opportunity_id,
        sum(recurring_amount) as recurring_amount

    from lines

    group by opportunity_id

),

priced as (

    select
        survived.opportunity_id,
        amounts.currency_code,
        amounts.amount,
        cast(recurring.recurring_amount as decimal(38, 4)) as recurring_amount

    from survived

    left join amounts
        on survived.amount_record_key = amounts.record_key

    left join recurring
        on survived.opportunity_id = recurring.opportunity_id

)

select * from priced
