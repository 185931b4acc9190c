with

moments as (

    select * from {{ ref('int_score_moments') }}

),

intent as (

    select * from {{ ref('int_intent_scored') }}

),

fit as (

    select * from {{ ref('int_fit_scored') }}

),

scores as (

    select * from {{ ref('stg_definitions__scores') }}

),

cycle_stages as (

    select * from {{ ref('stg_definitions__cycle_stages') }}

),

segmented as (

    select * from {{ ref('int_person_events_segmented') }}

),

compared as (

    select
        moments.judged_by,
        moments.person_id,
        moments.segment_number,
        moments.moment_at,
        moments.definition_version,
        fit.fit_score >= scores.fit_at_least
        and intent.intent_thousandths >= scores.intent_at_least * 1000 as is_met,
        coalesce(
            fit_before.fit_score >= scores_before.fit_at_least
            and intent.intent_thousandths_before
            >= scores_before.intent_at_least * 1000,
            false
        ) as was_met

    from moments

    inner join intent
        on
            moments.judged_by = intent.judged_by
            and moments.person_id = intent.person_id
            and moments.segment_number = intent.segment_number
            and moments.moment_at = intent.moment_at

    inner join scores
        on moments.definition_version = scores.definition_version

    inner join fit
        on
            moments.person_id = fit.person_id
            and moments.definition_version = fit.definition_version

    left join scores as scores_before
        on moments.definition_version_before = scores_before.definition_version

    left join fit as fit_before
        on
            moments.person_id = fit_before.person_id
            and moments.definition_version_before = fit_before.definition_version

),

met as (

    select
        judged_by,
        person_id,
        segment_number,
        moment_at,
        definition_version

    from compared

    where
        is_met
        and not was_met

),

-- Of what earned points at that instant the last stands for it.
earning as (

    select
        segmented.*,
        row_number() over (
            partition by
                segmented.judged_by, segmented.person_id, segmented.segment_number,
                segmented.event_at
            order by
                segmented.stage_rank desc, segmented.event desc,
                segmented.source_system desc, segmented.source_object desc,
                segmented.record_id desc, segmented.connection desc
        ) as recency

    from segmented

    inner join met
        on
            segmented.judged_by = met.judged_by
            and segmented.person_id = met.person_id
            and segmented.segment_number = met.segment_number
            and segmented.event_at = met.moment_at

    where segmented.activity_order is not null

),

segments as (

    select
        judged_by,
        person_id,
        segment_number,
        bool_or(is_followed_by_silence) as is_followed_by_silence,
        min(person_reached_at) as person_reached_at

    from segmented

    group by
        judged_by,
        person_id,
        segment_number

),

stated as (

    select
        met.judged_by,
        met.person_id,
        met.segment_number,
        'thresholds_met' as event,
        earning.source_system,
        earning.connection,
        earning.source_object,
        case
            when earning.record_id is null then met.definition_version
            else earning.record_id
        end as record_id,
        cast(null as text) as combination_key,
        met.definition_version,
        earning.side,
        earning.campaign_id,
        cast(null as text) as opportunity_id,
        cast(null as text) as claims,
        cast(null as text) as reason,
        cast(null as text) as owner_user_id,
        earning.channel,
        cast(null as text) as closing_stage,
        {%- for stage in lead_stages() %}
        {{ 'true' if stage == 'mql' else 'false' }} as is_{{ stage }},
        {%- endfor %}
        2 as stage_rank,
        coalesce(cycle_stages.opens, false) as opens_cycle,
        false as closes_cycle,
        segments.is_followed_by_silence,
        met.moment_at as event_at,
        segments.person_reached_at

    from met

    inner join segments
        on
            met.judged_by = segments.judged_by
            and met.person_id = segments.person_id
            and met.segment_number = segments.segment_number

    left join earning
        on
            met.judged_by = earning.judged_by
            and met.person_id = earning.person_id
            and met.segment_number = earning.segment_number
            and met.moment_at = earning.event_at
            and earning.recency = 1

    left join cycle_stages
        on
            met.definition_version = cycle_stages.definition_version
            and cycle_stages.stage = 'mql'

)

select * from stated
