with

records as (

    select * from {{ ref('int_records_held') }}

),

standing as (
    {% for entity in ['people', 'accounts', 'opportunities'] %}
    select distinct
        '{{ entity }}' as entity,
        source_system,
        record_id

    from {{ ref('int_' ~ entity ~ '_clustered') }}

    where standing_key is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

-- A pointer tells before the colon which system it is about.
pointers as (

    select
        entity,
        thing_id,
        source_system,
        record_key,
        trim(unnest(string_to_array(synced_record_ids, ';'))) as pointer

    from records

    where synced_record_ids is not null

),

named as (

    select distinct
        pointers.entity,
        pointers.thing_id,
        pointers.source_system,
        split_part(pointers.pointer, ':', 1) as other_system,
        pointers.record_key,
        pointers.pointer,
        standing.record_id is null as is_dangling

    from pointers

    left join standing
        on
            pointers.entity = standing.entity
            and split_part(pointers.pointer, ':', 1) = standing.source_system
            and substr(pointers.pointer, strpos(pointers.pointer, ':') + 1)
            = standing.record_id

    where pointers.pointer <> ''

),

-- Each two systems that hold one thing, and whether the one names a record of the other there.
holdings as (

    select
        records.entity,
        records.thing_id,
        records.source_system,
        others.source_system as other_system,
        count(named.pointer) as pointer_count

    from records

    inner join records as others
        on
            records.entity = others.entity
            and records.thing_id = others.thing_id
            and records.source_system <> others.source_system
            and others.record_order = 1

    left join named
        on
            records.entity = named.entity
            and records.record_key = named.record_key
            and others.source_system = named.other_system

    group by
        records.entity,
        records.thing_id,
        records.source_system,
        others.source_system

),

counted as (

    select
        'pointer' as sign,
        entity,
        source_system,
        other_system,
        count(*) as checked_count,
        count(case when pointer_count = 0 then 1 end) as affected_count

    from holdings

    group by entity, source_system, other_system

    -- A system that names nothing of another one need not.
    having max(pointer_count) > 0

    union all

    select
        'dangling' as sign,
        entity,
        source_system,
        other_system,
        count(*) as checked_count,
        count(case when is_dangling then 1 end) as affected_count

    from named

    group by entity, source_system, other_system

)

select * from counted
