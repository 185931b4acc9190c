with

handoffs as (

    select * from {{ ref('fct_handoffs') }}

)

select
    lead_id,
    handed_off_at

from handoffs

where
    least(
        contact_due_at, first_contacted_at, feedback_due_at, disposition_at
    ) < handed_off_at
    or bought_after_rejection_at <= disposition_at
