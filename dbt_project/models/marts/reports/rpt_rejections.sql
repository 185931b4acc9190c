{% set cell = [
    'definition_basis', 'definition_version', 'rejection_reason', 'channel', 'campaign_id',
    'owner_user_id', 'segment', 'is_icp', 'month_start_date',
] %}

with

{{ leads_by_basis() }},

-- Who was given back and bought in a later cycle was given back too soon.
last_wins as (

    select
        judged_by,
        person_id,
        max(cycle_number) as cycle_number

    from leads

    where won_at is not null

    group by
        judged_by,
        person_id

),

rejections as (

    select
        leads.*,
        cast(date_trunc('month', leads.rejected_date) as date) as month_start_date,
        coalesce(last_wins.cycle_number > leads.cycle_number, false) as has_bought_later

    from leads

    left join last_wins
        on
            leads.judged_by = last_wins.judged_by
            and leads.person_id = last_wins.person_id

    where leads.rejected_at is not null

),

counted as (

    select
        {{ cell | join(',\n        ') }},
        count(*) as rejected_count,
        count(mql_at) as mql_count,
        count(handed_off_at) as handed_off_count,
        count(case when has_bought_later then 1 end) as bought_later_count

    from rejections

    group by
        {{ cell | join(',\n        ') }}

)

select
    {{ key_of_columns(cell) }} as rejection_id,
    campaign_id,
    owner_user_id,
    definition_basis,
    definition_version,
    rejection_reason,
    channel,
    segment,
    rejected_count,
    mql_count,
    handed_off_count,
    bought_later_count,
    is_icp,
    month_start_date

from counted
