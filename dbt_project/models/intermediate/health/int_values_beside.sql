with

stated as (

    select * from {{ ref('int_values_held') }}
    where text_value is not null or number_value is not null

),

paired as (

    select
        stated.entity,
        stated.thing_id,
        stated.source_system,
        others.source_system as other_system,
        stated.field,
        stated.value,
        others.value as other_value,
        stated.text_value,
        others.text_value as other_text,
        stated.number_value,
        others.number_value as other_number

    from stated

    inner join stated as others
        on
            stated.entity = others.entity
            and stated.thing_id = others.thing_id
            and stated.field = others.field
            and stated.source_system <> others.source_system

)

select * from paired
