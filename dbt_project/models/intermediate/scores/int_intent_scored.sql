with

moments as (

    select * from {{ ref('int_score_moments') }}

),

{{ worth_of_activities('moments') }},

scored as (

    select
        judged_by,
        person_id,
        segment_number,
        moment_at,
        cast(sum(thousandths) as bigint) as intent_thousandths,
        cast(sum(thousandths_before) as bigint) as intent_thousandths_before

    from activities

    group by
        judged_by,
        person_id,
        segment_number,
        moment_at

)

select * from scored
