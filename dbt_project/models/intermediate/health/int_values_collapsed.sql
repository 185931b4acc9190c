with

paired as (

    select * from {{ ref('int_values_beside') }}

),

counterparts as (

    select
        entity,
        source_system,
        other_system,
        field,
        value,
        other_value,
        count(*) as thing_count

    from paired

    where field in ('industry', 'country', 'loss_reason', 'competitor')

    group by entity, source_system, other_system, field, value, other_value

),

-- Two values that have become one: the other says of both what is right of one of them.
collapsed as (

    select counterparts.*

    from counterparts

    inner join counterparts as rightly
        on
            counterparts.entity = rightly.entity
            and counterparts.source_system = rightly.source_system
            and counterparts.other_system = rightly.other_system
            and counterparts.field = rightly.field
            and counterparts.value = rightly.value
            and rightly.value = rightly.other_value

    left join counterparts as agreeing
        on
            counterparts.entity = agreeing.entity
            and counterparts.source_system = agreeing.source_system
            and counterparts.other_system = agreeing.other_system
            and counterparts.field = agreeing.field
            and counterparts.other_value = agreeing.value
            and agreeing.value = agreeing.other_value

    where
        counterparts.value <> counterparts.other_value
        and counterparts.thing_count >= 5
        and agreeing.value is null

)

select * from collapsed
