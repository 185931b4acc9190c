{% set buckets = {
    'within_5_minutes': '5 minutes', 'within_1_hour': '1 hour',
    'within_4_hours': '4 hours', 'within_24_hours': '24 hours',
    'within_40_hours': '40 hours',
} %}
{% set cell = [
    'definition_basis', 'definition_version', 'month_start_date', 'channel',
    'response_bucket',
] %}

with

{{ leads_by_basis() }},

handoffs as (

    select * from {{ ref('int_handoffs_judged') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

),

answered as (

    select
        leads.definition_basis,
        handoffs.definition_version,
        leads.channel,
        handoffs.acceptance_status,
        handoffs.response_minutes,
        handoffs.response_business_minutes,
        leads.sql_at,
        leads.opportunity_at,
        leads.won_at,
        cast(
            date_trunc(
                'month',
                {{ local_date('handoffs.handed_off_at', 'settings.time_zone') }}
            ) as date
        ) as month_start_date,
        case
            {%- for bucket, length in buckets.items() %}
            when
                handoffs.first_contacted_at
                <= handoffs.handed_off_at + interval '{{ length }}'
                then '{{ bucket }}'
            {%- endfor %}
            when handoffs.first_contacted_at is not null then 'later'
            when handoffs.contact_outcome = 'pending' then 'pending'
            else 'never'
        end as response_bucket

    from handoffs

    cross join settings

    inner join leads
        on
            handoffs.judged_by = leads.judged_by
            and handoffs.lead_id = leads.lead_id

),

counted as (

    select
        definition_basis,
        definition_version,
        month_start_date,
        channel,
        response_bucket,
        case response_bucket
            {%- for bucket in buckets %}
            when '{{ bucket }}' then {{ loop.index }}
            {%- endfor %}
            when 'later' then {{ buckets | length + 1 }}
            when 'never' then {{ buckets | length + 2 }}
            else {{ buckets | length + 3 }}
        end as bucket_order,
        count(*) as handoff_count,
        count(case when acceptance_status = 'met' then 1 end) as accepted_count,
        count(case when acceptance_status = 'breached' then 1 end) as rejected_count,
        count(case when acceptance_status = 'pending' then 1 end) as pending_count,
        count(sql_at) as sql_count,
        count(opportunity_at) as opportunity_count,
        count(won_at) as won_count,
        cast(sum(response_minutes) as bigint) as response_minutes,
        count(response_business_minutes) as business_count,
        cast(sum(response_business_minutes) as bigint) as response_business_minutes

    from answered

    group by
        definition_basis,
        definition_version,
        month_start_date,
        channel,
        response_bucket

)

select
    {{ key_of_columns(cell) }} as speed_to_lead_id,
    definition_basis,
    definition_version,
    channel,
    response_bucket,
    bucket_order,
    handoff_count,
    accepted_count,
    rejected_count,
    pending_count,
    sql_count,
    opportunity_count,
    won_count,
    response_minutes,
    business_count,
    response_business_minutes,
    month_start_date

from counted
