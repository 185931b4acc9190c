with

invoices as (

    select * from {{ ref('int_invoices_unioned') }}

),

subscriptions as (

    select * from {{ ref('int_subscriptions_unioned') }}

),

opportunities as (

    select * from {{ ref('int_opportunities_clustered') }}

),

-- The invoice's own word for its deal comes before its subscription's.
stated as (

    select
        {{ record_key('invoices') }} as invoice_id,
        connection,
        1 as pointer_rank,
        trim(unnest(string_to_array(synced_record_ids, ';'))) as pointer

    from invoices

    where synced_record_ids is not null

    union all

    select
        {{ record_key('invoices', 'invoices') }} as invoice_id,
        invoices.connection,
        2 as pointer_rank,
        trim(unnest(string_to_array(subscriptions.synced_record_ids, ';'))) as pointer

    from invoices

    inner join subscriptions
        on
            invoices.source_system = subscriptions.source_system
            and invoices.connection = subscriptions.connection
            and invoices.source_subscription_id = subscriptions.record_id

    where subscriptions.synced_record_ids is not null

),

pointers as (

    select distinct
        invoice_id as pointing_key,
        connection,
        pointer

    from stated

),

{{ named_records('pointers', 'opportunities') }},

named_deals as (

    select
        stated.invoice_id,
        opportunities.opportunity_id,
        row_number() over (
            partition by stated.invoice_id
            order by
                stated.pointer_rank,
                opportunities.opportunity_id
        ) as deal_rank

    from stated

    inner join named
        on
            stated.invoice_id = named.pointing_key
            and stated.pointer = named.pointer

    inner join opportunities
        on named.named_key = opportunities.record_key

    where opportunities.standing_key is not null

),

dealt as (

    select
        invoice_id,
        opportunity_id

    from named_deals

    where deal_rank = 1

)

select * from dealt
