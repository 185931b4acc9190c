{% set casts = {
    'review_on': 'date',
    'mqls_a_week': 'integer',
    'accepted_percent': 'integer',
    'contact_within_minutes': 'integer',
    'feedback_within_minutes': 'integer',
    'in_time_percent': 'integer',
    'signs_within_minutes': 'integer',
} %}

with

{{ definition_rows('sla') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        {{ typed('review_on', casts) }} as review_on,
        {{ typed('mqls_a_week', casts) }} as mqls_a_week,
        {{ typed('accepted_percent', casts) }} as accepted_percent,
        {{ typed('contact_within_minutes', casts) }} as contact_within_minutes,
        {{ typed('feedback_within_minutes', casts) }} as feedback_within_minutes,
        coalesce({{ typed('in_time_percent', casts) }}, 100) as in_time_percent,
        {{ typed('signs_within_minutes', casts) }} as signs_within_minutes,
        {{ failed_casts(casts) }} as _failed_casts,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
