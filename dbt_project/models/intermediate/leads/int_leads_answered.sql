with

staged as (

    select * from {{ ref('int_leads_staged') }}

),

handoffs as (

    select * from {{ ref('int_handoffs_judged') }}

),

answered as (

    select
        staged.judged_by,
        staged.lead_id,
        handoffs.disposition as answer,
        handoffs.queue_minutes,
        staged.closing_stage is not null or staged.lead_stage = 'idle' as has_ended

    from staged

    left join handoffs
        on
            staged.judged_by = handoffs.judged_by
            and staged.lead_id = handoffs.lead_id

)

select * from answered
