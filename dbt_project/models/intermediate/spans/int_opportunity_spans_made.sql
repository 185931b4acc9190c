{% set told = [
    'owner_user_id', 'opportunity_stage', 'outcome', 'forecast_category', 'currency_code',
    'amount', 'reporting_amount', 'close_date',
] %}

with

priced as (

    select * from {{ ref('int_opportunity_spans_priced') }}

),

present_deals as (

    select * from {{ ref('int_opportunities_converted') }}

),

opportunities as (

    select * from {{ ref('int_opportunities_unioned') }}
    where not is_deleted

),

clustered as (

    select * from {{ ref('int_opportunities_clustered') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

),

last_changes as (

    select
        clustered.opportunity_id,
        max(opportunities.source_changed_at) as source_changed_at

    from opportunities

    inner join clustered
        on
            opportunities.source_system = clustered.source_system
            and opportunities.connection = clustered.connection
            and opportunities.source_object = clustered.source_object
            and opportunities.record_id = clustered.record_id

    group by clustered.opportunity_id

),

numbered as (

    select
        *,
        row_number() over (
            partition by opportunity_id
            order by valid_from_at desc
        ) as number_from_last

    from priced

),

-- What the systems say now is what counts now, whatever their histories end with.
present_spans as (

    select
        present_deals.opportunity_id,
        {%- for column in told %}
        present_deals.{{ column }},
        {%- endfor %}
        cast(null as text) as held_columns,
        greatest(
            numbered.valid_from_at,
            least(last_changes.source_changed_at, settings.as_of)
        ) as valid_from_at

    from present_deals

    inner join numbered
        on
            present_deals.opportunity_id = numbered.opportunity_id
            and numbered.number_from_last = 1

    inner join last_changes
        on present_deals.opportunity_id = last_changes.opportunity_id

    cross join settings

    where
        {%- for column in told %}
        {{ 'or ' if not loop.first }}present_deals.{{ column }}
        is distinct from numbered.{{ column }}
        {%- endfor %}

),

known as (

    select
        opportunity_id,
        {%- for column in told %}
        {{ column }},
        {%- endfor %}
        held_columns,
        valid_from_at

    from present_spans

    union all

    select
        priced.opportunity_id,
        {%- for column in told %}
        priced.{{ column }},
        {%- endfor %}
        priced.held_columns,
        priced.valid_from_at

    from priced

    left join present_spans
        on
            priced.opportunity_id = present_spans.opportunity_id
            and priced.valid_from_at = present_spans.valid_from_at

    where present_spans.opportunity_id is null

),

in_order as (

    select
        *,
        row_number() over deals as span_number,
        {%- for column in told + ['held_columns'] %}
        lag({{ column }}) over deals as {{ column }}_before
        {{- "," if not loop.last }}
        {%- endfor %}

    from known

    window deals as (
        partition by opportunity_id
        order by valid_from_at
    )

),

changed as (

    select * from in_order
    where
        span_number = 1
        {%- for column in told + ['held_columns'] %}
        or {{ column }} is distinct from {{ column }}_before
        {%- endfor %}

),

made as (

    select
        opportunity_id,
        {%- for column in told %}
        {{ column }},
        {%- endfor %}
        held_columns,
        valid_from_at,
        lead(valid_from_at) over (
            partition by opportunity_id
            order by valid_from_at
        ) as valid_to_at

    from changed

)

select * from made
