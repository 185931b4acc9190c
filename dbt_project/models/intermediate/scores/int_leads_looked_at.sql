with

staged as (

    select * from {{ ref('int_leads_staged') }}

),

moments as (

    select * from {{ ref('int_score_moments') }}

),

-- As it was when they qualified, else when they last did something that counts.
looked_at as (

    select
        staged.judged_by,
        staged.lead_id,
        staged.person_id,
        staged.segment_number,
        max(moments.moment_at) as moment_at,
        max(moments.moment_date) as moment_date

    from staged

    inner join moments
        on
            staged.judged_by = moments.judged_by
            and staged.person_id = moments.person_id
            and staged.segment_number = moments.segment_number
            and (staged.mql_at is null or moments.moment_at <= staged.mql_at)

    group by
        staged.judged_by,
        staged.lead_id,
        staged.person_id,
        staged.segment_number

)

select * from looked_at
