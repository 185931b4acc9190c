with

touchpoints as (

    select * from {{ ref('fct_touchpoints') }}

),

-- A machine's touch engages nobody, whatever person it names.
counted as (

    select
        touch_type,
        count(*) as touch_count,
        count(case when is_automatic then touch_id end) as automatic_count,
        count(distinct case when not is_automatic then person_id end) as person_count

    from touchpoints

    group by touch_type

)

select
    touch_type,
    'now' as definition_basis,
    cast(touch_count as bigint) as touch_count,
    cast(automatic_count as bigint) as automatic_count,
    cast(person_count as bigint) as person_count

from counted
