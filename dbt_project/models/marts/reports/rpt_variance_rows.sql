{# What has to be true of a pair for each cause. Who is at both ends differs in something. #}
{% set only_there = 'is_claimed and not is_counted' %}
{% set only_here = 'is_counted and not is_claimed' %}
{% set both = 'is_claimed and is_counted' %}
{% set given_back = "(metric = 'collected' and canonical_value < 0)" %}
{% set same_money = (
    'claimed_amount is not distinct from amount'
    ~ ' and claimed_currency_code is not distinct from currency_code'
) %}
{% set none_yet = (
    '(' ~ only_here ~ ' and record_count = 0)'
    ~ ' or (' ~ only_there ~ ' and standing_count = 0)'
) %}
{% set other_stage = (
    "(is_stage_other and metric in ('open_pipeline', 'won') and is_claimed <> is_counted)"
) %}
{% set tests = {
    'sync_lag': (
        '(is_out_of_step and (' ~ none_yet ~ '))'
        ~ ' or (is_amount_late and ' ~ both ~ ' and not (' ~ same_money ~ '))'
        ~ ' or (is_stage_late and ' ~ other_stage ~ ')'
    ),
    'missing_there': only_here ~ ' and record_count = 0',
    'merge_or_delete': only_here ~ ' and record_count > 0 and standing_count = 0',
    'internal_and_test': only_there ~ ' and is_internal',
    'identity': only_there ~ ' and fact_count > 0',
    'definition': (
        '(' ~ only_there ~ ' and fact_count = 0 and is_known)'
        ~ ' or (' ~ only_here ~ ' and standing_count > 0 and not ' ~ given_back ~ ')'
    ),
    'period': both ~ ' and claimed_month_start_date is distinct from month_start_date',
    'currency': both ~ ' and claimed_value <> canonical_value and ' ~ same_money,
    'amount': both ~ ' and claimed_value <> canonical_value and not (' ~ same_money ~ ')',
    'calculation': (
        '(' ~ only_there ~ " and metric = 'collected' and standing_count = 0)"
        ~ ' or (' ~ only_here ~ ' and ' ~ given_back ~ ')'
    ),
} %}

with

pairs as (

    select
        *,
        case
            when {{ other_stage }} then 'stage_differs'
            when not is_counted then 'not_counted_here'
            when claimed_count > 0 then 'counted_again'
            else 'not_counted_there'
        end as definition_reason
    from {{ ref('rpt_variance_pairs') }}
    where
        is_claimed <> is_counted
        or claimed_value <> canonical_value
        or claimed_month_start_date is distinct from month_start_date

),

control_totals as (

    select * from {{ ref('int_control_totals_landed') }}
    where claimed_value <> landed_value

),

set_aside as (

    select
        control_totals.control_total_id,
        claims.metric,
        claims.source_system,
        claims.connection,
        claims.source_object,
        claims.record_id,
        claims.claimed_value,
        claims.landed_value,
        claims.month_start_date,
        md5(
            control_totals.control_total_id || '|' || claims.source_object || '|'
            || claims.record_id
        ) as pair_id

    from {{ ref('int_claims_set_aside') }} as claims

    inner join control_totals
        on
            claims.metric = control_totals.metric
            and claims.source_system = control_totals.source_system
            and claims.connection = control_totals.connection
            and claims.month_start_date = control_totals.month_start_date

    where control_totals.is_set_aside

),

causes as (

    select * from {{ ref('int_variance_causes_applied') }}

),

held as (
    {% for cause, condition in tests.items() %}
    select
        pair_id,
        '{{ cause }}' as cause
    from pairs
    where {{ condition }}

    union all
    {% endfor %}
    select
        pair_id,
        'missing_here' as cause
    from set_aside

    union all

    select
        control_total_id as pair_id,
        'calculation' as cause
    from control_totals
    where is_rounded

),

-- Of the causes that hold, the page says which one counts.
ordered as (

    select
        held.pair_id,
        held.cause,
        row_number() over (
            partition by held.pair_id
            order by causes.cause_order
        ) as place

    from held

    inner join causes
        on held.cause = causes.cause

),

sides as (

    select
        *,
        claimed_month_start_date as told_month_start_date,
        claimed_value as told_claimed_value,
        0 as told_canonical_value
    from pairs
    where is_claimed

    union all

    select
        *,
        month_start_date as told_month_start_date,
        0 as told_claimed_value,
        canonical_value as told_canonical_value
    from pairs
    where is_counted

),

told as (

    select
        pair_id,
        metric,
        source_system,
        connection,
        source_object,
        record_id,
        thing_id,
        fact_id,
        known_source_object,
        known_record_id,
        definition_reason,
        sum(told_claimed_value) as claimed_value,
        sum(told_canonical_value) as canonical_value,
        told_month_start_date as month_start_date

    from sides

    group by
        pair_id,
        metric,
        source_system,
        connection,
        source_object,
        record_id,
        thing_id,
        fact_id,
        known_source_object,
        known_record_id,
        definition_reason,
        told_month_start_date

    union all

    select
        pair_id,
        metric,
        source_system,
        connection,
        source_object,
        record_id,
        null as thing_id,
        null as fact_id,
        null as known_source_object,
        null as known_record_id,
        null as definition_reason,
        claimed_value,
        landed_value as canonical_value,
        month_start_date

    from set_aside

    union all

    select
        control_total_id as pair_id,
        metric,
        source_system,
        connection,
        null as source_object,
        null as record_id,
        null as thing_id,
        null as fact_id,
        null as known_source_object,
        null as known_record_id,
        null as definition_reason,
        landed_value + left_value as claimed_value,
        landed_value as canonical_value,
        month_start_date

    from control_totals

    where left_value <> 0

)

select
    md5(told.pair_id || '|' || coalesce(cast(told.month_start_date as text), ''))
        as variance_row_id,
    'then' as definition_basis,
    told.metric,
    told.source_system,
    told.connection,
    told.source_object,
    told.record_id,
    told.thing_id,
    told.fact_id,
    told.known_source_object,
    told.known_record_id,
    coalesce(ordered.cause, 'unexplained') as cause,
    case when ordered.cause = 'definition' then told.definition_reason end
        as definition_reason,
    cast(told.claimed_value as decimal(38, 4)) as claimed_value,
    cast(told.canonical_value as decimal(38, 4)) as canonical_value,
    cast(told.canonical_value - told.claimed_value as decimal(38, 4)) as added_value,
    told.month_start_date

from told

left join ordered
    on
        told.pair_id = ordered.pair_id
        and ordered.place = 1
