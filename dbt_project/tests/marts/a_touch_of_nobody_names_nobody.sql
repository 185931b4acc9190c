{{ config(meta={'dagster': {'ref': {'name': 'fct_touchpoints'}}}) }}

with

touchpoints as (

    select * from {{ ref('fct_touchpoints') }}
    where person_id is null

),

touches as (

    select * from {{ ref('int_touches_unioned') }}

)

select touchpoints.touch_id

from touchpoints

left join touches
    on
        touchpoints.source_system = touches.source_system
        and touchpoints.connection = touches.connection
        and touchpoints.source_object = touches.source_object
        and touchpoints.record_id = touches.record_id

where
    touches.record_id is null
    or touches.source_person_id is not null
