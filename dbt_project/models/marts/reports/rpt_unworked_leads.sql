with

{{ leads_by_basis() }},

handoffs as (

    select * from {{ ref('int_handoffs_judged') }}

),

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

),

staged as (

    select * from {{ ref('int_leads_staged') }}

),

qualified as (

    select
        leads.*,
        leads.lead_stage = 'idle' as is_idle,
        leads.lead_stage = 'idle' or staged.closing_stage is not null as has_ended

    from leads

    inner join staged
        on
            leads.judged_by = staged.judged_by
            and leads.lead_id = staged.lead_id

    where leads.mql_at is not null

),

-- What a lead of that channel was worth in money won, of those of which it is known.
worth as (

    select
        qualified.judged_by,
        qualified.channel,
        count(*) as ended_count,
        sum(
            case
                when qualified.is_primary_for_opportunity and opportunities.is_won
                    then opportunities.reporting_amount
                else 0
            end
        ) as won_amount,
        count(
            case
                when
                    qualified.is_primary_for_opportunity
                    and opportunities.is_won
                    and opportunities.reporting_amount is null
                    then 1
            end
        ) as unknown_count

    from qualified

    left join opportunities
        on qualified.opportunity_id = opportunities.opportunity_id

    where qualified.has_ended

    group by
        qualified.judged_by,
        qualified.channel

),

unworked as (

    select
        qualified.*,
        settings.as_of,
        settings.reporting_currency,
        handoffs.contact_status,
        handoffs.feedback_status,
        qualified.owner_user_id is null as has_no_owner,
        qualified.first_contacted_at is null as was_never_contacted,
        coalesce(handoffs.disposition, 'pending') in ('pending', 'none')
        and qualified.accepted_at is null
        and qualified.sql_at is null
        and qualified.opportunity_at is null as has_no_disposition

    from qualified

    cross join settings

    left join handoffs
        on
            qualified.judged_by = handoffs.judged_by
            and qualified.lead_id = handoffs.lead_id

    where
        qualified.is_idle
        or not qualified.has_ended

)

select
    {{ key_of_columns(['unworked.judged_by', 'unworked.lead_id']) }}
        as unworked_lead_id,
    unworked.lead_id,
    unworked.person_id,
    unworked.account_id,
    unworked.owner_user_id,
    unworked.campaign_id,
    unworked.definition_basis,
    unworked.definition_version,
    unworked.lead_stage,
    unworked.channel,
    coalesce(unworked.contact_status, 'not_applicable') as contact_status,
    coalesce(unworked.feedback_status, 'not_applicable') as feedback_status,
    {{ whole_quotient(
        milliseconds_between('unworked.mql_at', 'unworked.as_of'), '86400000'
    ) }} as age_days,
    case
        when worth.unknown_count = 0
            then {{ rounded_quotient('worth.won_amount', 'worth.ended_count', 4) }}
    end as expected_amount,
    unworked.reporting_currency as currency_code,
    unworked.is_idle,
    unworked.has_no_owner,
    unworked.was_never_contacted,
    unworked.has_no_disposition,
    unworked.mql_date,
    unworked.mql_at

from unworked

left join worth
    on
        unworked.judged_by = worth.judged_by
        and unworked.channel is not distinct from worth.channel

where
    unworked.has_no_owner
    or unworked.was_never_contacted
    or unworked.has_no_disposition
