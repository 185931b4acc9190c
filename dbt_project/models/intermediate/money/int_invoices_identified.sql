with

invoices as (

    select * from {{ ref('int_invoices_unioned') }}
    where
        not is_deleted
        and issued_at is not null

),

subscriptions as (

    select * from {{ ref('int_subscriptions_unioned') }}

),

accounts as (

    select * from {{ ref('int_accounts_clustered') }}
    where is_present

),

opportunities as (

    select * from {{ ref('int_opportunities_clustered') }}
    where standing_key is not null

),

-- The invoice's own word for its deal comes before its subscription's.
pointers as (

    select
        {{ record_key('invoices') }} as invoice_id,
        1 as pointer_rank,
        trim(unnest(string_to_array(synced_record_ids, ';'))) as pointer

    from invoices

    where synced_record_ids is not null

    union all

    select
        {{ record_key('invoices', 'invoices') }} as invoice_id,
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

named_deals as (

    select
        pointers.invoice_id,
        opportunities.opportunity_id,
        row_number() over (
            partition by pointers.invoice_id
            order by
                pointers.pointer_rank,
                opportunities.opportunity_id
        ) as deal_rank

    from pointers

    inner join opportunities
        on
            split_part(pointers.pointer, ':', 1) = opportunities.source_system
            and substr(pointers.pointer, strpos(pointers.pointer, ':') + 1)
            = opportunities.record_id

),

keyed as (

    select
        {{ record_key('invoices') }} as invoice_id,
        invoices.*

    from invoices

),

identified as (

    select
        keyed.*,
        accounts.account_id,
        named_deals.opportunity_id

    from keyed

    left join accounts
        on
            keyed.source_system = accounts.source_system
            and keyed.connection = accounts.connection
            and keyed.source_customer_id = accounts.record_id

    left join named_deals
        on
            keyed.invoice_id = named_deals.invoice_id
            and named_deals.deal_rank = 1

)

select * from identified
