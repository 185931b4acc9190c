with

events as (

    select * from {{ ref('int_person_events') }}

),

listed as (

    select distinct
        combination_key,
        definition_version,
        {%- for attribute in event_attributes()
            if attribute not in ('asset', 'medium') %}
        {{ attribute }},
        {%- endfor %}
        named_asset as asset,
        named_medium as medium

    from events

)

select * from listed
