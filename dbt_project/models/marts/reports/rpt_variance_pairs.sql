with

metric_rows as (

    select * from {{ ref('rpt_metric_rows') }}

),

claimed_records as (

    select * from {{ ref('int_claimed_records_identified') }}
    where not is_set_aside

),

control_totals as (

    select * from {{ ref('int_control_totals_landed') }}

),

things as (

    select * from {{ ref('int_things_recorded') }}

),

people as (

    select * from {{ ref('dim_people') }}

),

deals as (

    select * from {{ ref('int_deals_out_of_step') }}

),

-- What the marts tell of, counted by a metric or not.
known as (

    select person_id as thing_id from people

    union all

    select opportunity_id as thing_id from {{ ref('fct_opportunities') }}

    union all

    select invoice_id as thing_id from {{ ref('fct_invoices') }}

    union all

    select payment_id as thing_id from {{ ref('fct_payments') }}

),

compared as (

    select distinct
        metric,
        source_system,
        connection
    from control_totals

),

claimed as (

    select
        *,
        row_number() over (
            partition by
                metric, source_system, connection, thing_id, month_start_date
            order by source_object, record_id
        ) as place

    from claimed_records

),

canonical as (

    select
        metric_rows.*,
        compared.source_system,
        compared.connection,
        row_number() over (
            partition by
                metric_rows.metric,
                compared.source_system,
                compared.connection,
                metric_rows.thing_id,
                metric_rows.month_start_date
            order by metric_rows.fact_id
        ) as place

    from metric_rows

    inner join compared
        on metric_rows.metric = compared.metric

),

-- Records and facts of a thing stand side by side: first those of one month, then, of those
-- left over, the first beside the first, the second beside the second.
in_one_month as (

    select
        claimed.claimed_record_id,
        canonical.metric_row_id,
        canonical.source_system,
        canonical.connection

    from claimed

    inner join canonical
        on
            claimed.metric = canonical.metric
            and claimed.source_system = canonical.source_system
            and claimed.connection = canonical.connection
            and claimed.thing_id = canonical.thing_id
            and claimed.month_start_date = canonical.month_start_date
            and claimed.place = canonical.place

),

claimed_in_order as (

    select
        claimed.*,
        coalesce(
            in_one_month.metric_row_id,
            cast(
                row_number() over (
                    partition by
                        claimed.metric,
                        claimed.source_system,
                        claimed.connection,
                        claimed.thing_id,
                        in_one_month.metric_row_id is null
                    order by
                        claimed.month_start_date asc nulls last,
                        claimed.source_object,
                        claimed.record_id
                ) as text
            )
        ) as pair_name

    from claimed

    left join in_one_month
        on claimed.claimed_record_id = in_one_month.claimed_record_id

),

canonical_in_order as (

    select
        canonical.*,
        coalesce(
            in_one_month.metric_row_id,
            cast(
                row_number() over (
                    partition by
                        canonical.metric,
                        canonical.source_system,
                        canonical.connection,
                        canonical.thing_id,
                        in_one_month.metric_row_id is null
                    order by
                        canonical.month_start_date asc nulls last,
                        canonical.fact_id
                ) as text
            )
        ) as pair_name

    from canonical

    left join in_one_month
        on
            canonical.metric_row_id = in_one_month.metric_row_id
            and canonical.source_system = in_one_month.source_system
            and canonical.connection = in_one_month.connection

),

paired as (

    select
        coalesce(claimed.metric, canonical.metric) as metric,
        coalesce(claimed.source_system, canonical.source_system) as source_system,
        coalesce(claimed.thing_id, canonical.thing_id) as thing_id,
        coalesce(claimed.connection, canonical.connection) as connection,
        claimed.source_object,
        claimed.record_id,
        canonical.fact_id,
        claimed.currency_code as claimed_currency_code,
        claimed.amount as claimed_amount,
        claimed.claimed_value,
        canonical.currency_code,
        canonical.amount,
        canonical.canonical_value,
        claimed.claimed_record_id,
        claimed.month_start_date as claimed_month_start_date,
        canonical.month_start_date

    from claimed_in_order as claimed

    full outer join canonical_in_order as canonical
        on
            claimed.metric = canonical.metric
            and claimed.source_system = canonical.source_system
            and claimed.connection = canonical.connection
            and claimed.thing_id = canonical.thing_id
            and claimed.pair_name = canonical.pair_name

)

select
    md5(
        paired.metric || '|' || paired.source_system || '|' || paired.connection || '|'
        || coalesce(paired.claimed_record_id, '') || '|' || coalesce(paired.fact_id, '')
    ) as pair_id,
    'then' as definition_basis,
    paired.metric,
    paired.source_system,
    paired.connection,
    paired.source_object,
    paired.record_id,
    paired.thing_id,
    paired.fact_id,
    paired.claimed_currency_code,
    paired.claimed_amount,
    coalesce(paired.claimed_value, 0) as claimed_value,
    paired.currency_code,
    paired.amount,
    coalesce(paired.canonical_value, 0) as canonical_value,
    coalesce(things.record_count, 0) as record_count,
    coalesce(things.standing_count, 0) as standing_count,
    things.source_object as known_source_object,
    things.record_id as known_record_id,
    count(paired.claimed_record_id) over (
        partition by
            paired.metric, paired.source_system, paired.connection, paired.thing_id
    ) as claimed_count,
    count(paired.fact_id) over (
        partition by
            paired.metric, paired.source_system, paired.connection, paired.thing_id
    ) as fact_count,
    paired.claimed_record_id is not null as is_claimed,
    paired.fact_id is not null as is_counted,
    known.thing_id is not null as is_known,
    coalesce(people.is_internal, false) as is_internal,
    coalesce(things.is_out_of_step, false) as is_out_of_step,
    coalesce(deals.is_amount_late, false) as is_amount_late,
    coalesce(deals.is_stage_late, false) as is_stage_late,
    coalesce(deals.is_stage_other, false) as is_stage_other,
    paired.claimed_month_start_date,
    paired.month_start_date

from paired

left join things
    on
        paired.thing_id = things.thing_id
        and paired.source_system = things.source_system
        and paired.connection = things.connection

left join deals
    on
        paired.thing_id = deals.opportunity_id
        and paired.source_system = deals.source_system
        and paired.connection = deals.connection

left join known
    on paired.thing_id = known.thing_id

left join people
    on paired.thing_id = people.person_id
