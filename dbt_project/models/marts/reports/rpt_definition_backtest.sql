{% set speeds = {
    '5_minutes': '5 minutes', '1_hour': '1 hour', '4_hours': '4 hours',
    '24_hours': '24 hours', '40_hours': '40 hours',
} %}
{% set counted = {
    'handed_off': 'handed_off_at is not null',
    'contacted': 'response_minutes is not null',
    'accepted': "answer = 'accepted'",
    'rejected': "answer = 'rejected'",
    'decision_pending': "answer = 'pending'",
    'sql': 'sql_at is not null',
    'opportunity': 'opportunity_id is not null',
    'won': 'is_won',
    'unconverted': 'amount is not null and reporting_amount is null',
} %}
{% set summed = {
    'response_minutes': ['response_minutes', 'true', 'bigint'],
    'pipeline_amount': ['reporting_amount', 'true', 'decimal(38, 4)'],
    'won_amount': ['reporting_amount', 'is_won', 'decimal(38, 4)'],
} %}

with

leads as (

    select * from {{ ref('int_leads_compared') }}

),

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

publication as (

    select * from {{ ref('publication') }}

),

-- A deal several people work on counts with one of them.
cycles as (

    select
        *,
        case when is_primary_for_opportunity then opportunity_id end
            as counted_opportunity_id,
        lead(lead_at) over (
            partition by definition_version, person_id
            order by lead_at, segment_number
        ) as next_lead_at

    from leads

),

qualified as (

    select
        cycles.definition_version,
        cycles.lead_id,
        cycles.person_id,
        cycles.answer,
        opportunities.opportunity_id,
        opportunities.amount,
        opportunities.reporting_amount,
        cast(
            floor(
                extract(
                    epoch from cycles.first_contacted_at - cycles.handed_off_at
                ) / 60
            ) as bigint
        ) as response_minutes,
        coalesce(opportunities.is_won, false) as is_won,
        cycles.mql_date,
        cycles.lead_at,
        cycles.next_lead_at,
        cycles.mql_at,
        cycles.handed_off_at,
        cycles.first_contacted_at,
        cycles.sql_at

    from cycles

    left join opportunities
        on cycles.counted_opportunity_id = opportunities.opportunity_id

    where cycles.mql_at is not null

),

pages as (

    select * from {{ ref('int_pages_compared') }}

),

same as (

    select distinct
        qualified.definition_version,
        others.definition_version as against_version,
        qualified.lead_id

    from qualified

    inner join pages
        on qualified.definition_version = pages.definition_version

    inner join qualified as others
        on
            qualified.person_id = others.person_id
            and pages.against_version = others.definition_version
            and (
                qualified.mql_at = others.mql_at
                or (
                    qualified.mql_at >= others.lead_at
                    and others.mql_at >= qualified.lead_at
                    and (
                        others.next_lead_at is null
                        or qualified.mql_at < others.next_lead_at
                    )
                    and (
                        qualified.next_lead_at is null
                        or others.mql_at < qualified.next_lead_at
                    )
                )
            )

),

compared as (

    select
        qualified.*,
        pages.against_version,
        case when same.lead_id is null then 'gained' else 'kept' end as change

    from qualified

    inner join pages
        on qualified.definition_version = pages.definition_version

    left join same
        on
            qualified.definition_version = same.definition_version
            and pages.against_version = same.against_version
            and qualified.lead_id = same.lead_id

),

summed as (

    select
        definition_version,
        against_version,
        change,
        count(*) as mql_count,
        {%- for name, condition in counted.items() %}
        count(case when {{ condition }} then 1 end) as {{ name }}_count,
        {%- endfor %}
        {%- for speed, length in speeds.items() %}
        count(
            case
                when first_contacted_at <= handed_off_at + interval '{{ length }}'
                    then 1
            end
        ) as contacted_within_{{ speed }}_count,
        {%- endfor %}
        {%- for name, (value, condition, type) in summed.items() %}
        cast(
            coalesce(sum(case when {{ condition }} then {{ value }} end), 0)
            as {{ type }}
        ) as {{ name }},
        {%- endfor %}
        mql_date

    from compared

    group by
        definition_version,
        against_version,
        change,
        mql_date

),

-- What one page gains the other loses.
told as (

    select * from summed

    union all

    select
        against_version as definition_version,
        definition_version as against_version,
        'lost' as change,
        mql_count,
        {%- for name in counted %}
        {{ name }}_count,
        {%- endfor %}
        {%- for speed in speeds %}
        contacted_within_{{ speed }}_count,
        {%- endfor %}
        {%- for name in summed %}
        {{ name }},
        {%- endfor %}
        mql_date

    from summed

    where change = 'gained'

)

select
    'now' as definition_basis,
    told.definition_version,
    told.against_version,
    told.change,
    publication.reporting_currency_code,
    told.mql_count,
    told.handed_off_count,
    told.contacted_count,
    {%- for speed in speeds %}
    told.contacted_within_{{ speed }}_count,
    {%- endfor %}
    told.response_minutes,
    told.accepted_count,
    told.rejected_count,
    told.decision_pending_count,
    told.sql_count,
    told.opportunity_count,
    told.pipeline_amount,
    told.won_count,
    told.won_amount,
    told.unconverted_count,
    told.mql_date

from told

cross join publication
