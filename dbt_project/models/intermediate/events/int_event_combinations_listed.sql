with

events as (

    select * from {{ ref('int_person_events') }}

),

listed as (

    select distinct
        combination_key
        {%- for word in event_words() %},
        {{ word }}
        {%- endfor %}

    from events

)

select * from listed
