with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

pages as (

    select * from {{ ref('int_pages_applied') }}

),

dated as (

    select * from {{ ref('int_leads_dated') }}

),

attributed as (

    select * from {{ ref('int_leads_attributed') }}

),

dealt as (

    select * from {{ ref('int_leads_dealt') }}

),

people as (

    select * from {{ ref('int_people_described') }}

),

-- An open cycle falls idle the limit after the last thing that reached into it.
joined as (

    select
        dated.*,
        people.account_id,
        dealt.opportunity_id,
        attributed.campaign_id,
        coalesce(attributed.owner_user_id, people.owner_user_id) as owner_user_id,
        attributed.channel,
        attributed.closing_stage,
        attributed.rejection_reason,
        pages.definition_version,
        coalesce(dealt.is_primary_for_opportunity, false)
            as is_primary_for_opportunity,
        coalesce(attributed.side = 'marketing', false) as is_marketing_sourced,
        case
            when attributed.closing_stage is null and not dated.is_followed_by_silence
                then
                    dated.person_reached_at
                    + pages_now.idle_limit_days * interval '24 hours'
        end as idle_at,
        settings.as_of

    from dated

    inner join attributed
        on
            dated.judged_by = attributed.judged_by
            and dated.lead_id = attributed.lead_id

    left join dealt
        on
            dated.judged_by = dealt.judged_by
            and dated.lead_id = dealt.lead_id

    inner join people
        on dated.person_id = people.person_id

    cross join settings

    inner join pages as pages_now
        on
            dated.judged_by = pages_now.judged_by
            and settings.as_of >= pages_now.applies_from
            and settings.as_of < pages_now.applies_to

    left join pages
        on
            dated.judged_by = pages.judged_by
            and coalesce(dated.mql_at, dated.lead_at) >= pages.applies_from
            and coalesce(dated.mql_at, dated.lead_at) < pages.applies_to

),

staged as (

    select
        joined.*,
        case
            when closing_stage is not null then closing_stage
            when is_followed_by_silence or as_of > idle_at then 'idle'
            when opportunity_at is not null then 'opportunity'
            when sql_at is not null then 'sql'
            when accepted_at is not null then 'accepted'
            when first_contacted_at is not null then 'contacted'
            when handed_off_at is not null then 'handed_off'
            when mql_at is not null then 'mql'
            else 'lead'
        end as lead_stage

    from joined

)

select * from staged
