{{ config(meta={'dagster': {'ref': {'name': 'rpt_touch_types'}}}) }}

with

touch_types as (

    select * from {{ ref('rpt_touch_types') }}

)

select touch_type

from touch_types

where person_count > touch_count - automatic_count
