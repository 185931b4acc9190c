{#-
    CTEs that end in `named`: the record of `records` that each pointer of `pointers` (pointing_key,
    connection, pointer as `system:record_id`) names, as `named_key`. A connection of the same name
    goes before others; of several others none can be meant.
-#}
{% macro named_records(pointers, records) -%}
namesakes as (

    select
        {{ pointers }}.pointing_key,
        {{ pointers }}.pointer,
        {{ records }}.record_key as named_key,
        {{ records }}.entity,
        {{ records }}.connection,
        case when {{ records }}.connection = {{ pointers }}.connection then 0 else 1 end
            as distance

    from {{ pointers }}

    inner join {{ records }}
        on
            split_part({{ pointers }}.pointer, ':', 1) = {{ records }}.source_system
            and substr({{ pointers }}.pointer, strpos({{ pointers }}.pointer, ':') + 1)
            = {{ records }}.record_id

),

namesakes_ranked as (

    select
        pointing_key,
        pointer,
        named_key,
        rank() over (
            partition by pointing_key, pointer
            order by distance, entity
        ) as name_rank,
        min(connection) over (partition by pointing_key, pointer, distance)
            as first_connection,
        max(connection) over (partition by pointing_key, pointer, distance)
            as last_connection

    from namesakes

),

named as (

    select distinct
        pointing_key,
        pointer,
        named_key

    from namesakes_ranked

    where
        name_rank = 1
        and first_connection = last_connection

)
{%- endmacro %}
