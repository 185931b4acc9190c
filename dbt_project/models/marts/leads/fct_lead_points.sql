with

staged as (

    select * from {{ ref('int_leads_staged') }}
    where judged_by = 'then'

),

scored as (

    select * from {{ ref('int_leads_scored') }}
    where judged_by = 'then'

),

-- Under a page that scores nothing they have no score for points to make up.
looked_at as (

    select looked_at.*

    from {{ ref('int_leads_looked_at') }} as looked_at

    inner join scored
        on
            looked_at.judged_by = scored.judged_by
            and looked_at.lead_id = scored.lead_id

),

fit_rows as (

    select * from {{ ref('int_fit_rows_met') }}

),

rows_of_intent as (

    select * from {{ ref('stg_definitions__activities') }}

),

{{ worth_of_activities('looked_at') }},

pointed as (

    select
        staged.lead_id,
        'fit' as score_kind,
        fit_rows.definition_version,
        cast(fit_rows.fit_order as bigint) as page_row,
        fit_rows.says,
        cast(fit_rows.points as decimal(38, 4)) as points,
        cast(null as bigint) as touch_count,
        cast(null as bigint) as burst_touch_count,
        cast(null as timestamp) as last_earned_at

    from staged

    inner join fit_rows
        on
            staged.person_id = fit_rows.person_id
            and staged.definition_version = fit_rows.definition_version

    union all

    select
        looked_at.lead_id,
        'intent' as score_kind,
        activities.definition_version,
        cast(activities.activity_order as bigint) as page_row,
        rows_of_intent.activity as says,
        cast(cast(activities.thousandths as decimal(38, 4)) / 1000 as decimal(38, 4))
            as points,
        cast(activities.touch_count as bigint) as touch_count,
        cast(activities.burst_touch_count as bigint) as burst_touch_count,
        activities.last_earned_at

    from looked_at

    inner join activities
        on
            looked_at.person_id = activities.person_id
            and looked_at.segment_number = activities.segment_number

    inner join rows_of_intent
        on
            activities.definition_version = rows_of_intent.definition_version
            and activities.activity_order = rows_of_intent.activity_order

)

select
    {{ key_of_columns(['lead_id', 'score_kind', 'definition_version', 'page_row']) }}
        as lead_point_id,
    lead_id,
    score_kind,
    definition_version,
    page_row,
    says,
    points,
    touch_count,
    burst_touch_count,
    last_earned_at

from pointed
