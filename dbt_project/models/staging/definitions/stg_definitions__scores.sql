{% set casts = {
    'fit_at_least': 'integer',
    'intent_at_least': 'integer',
    'half_life_days': 'integer',
    'most_a_day': 'integer',
} %}

with

{{ definition_rows('scores') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        {{ typed('fit_at_least', casts) }} as fit_at_least,
        {{ typed('intent_at_least', casts) }} as intent_at_least,
        {{ typed('half_life_days', casts) }} as half_life_days,
        {{ typed('most_a_day', casts) }} as most_a_day,
        {{ failed_casts(casts) }} as _failed_casts,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
