{#-
    CTEs that end in `tracked_values`: every value a tracked field took, and the one that its
    record was created with, which a history leaves out: the oldest change's old value, else the
    present one. `changes` and the result have connection, record_id, record_key, first_load_id,
    load_id, field, old_value, new_value and changed_at, and `ties_after` where the source tells
    how many changes of a field came after it at the same instant; `present` has a row a record
    and field, with present_value and source_created_at.
-#}
{% macro tracked_values(changes, present, ties_after='0') -%}
first_changes as (

    select
        {{ changes }}.*,
        row_number() over (
            partition by
                {{ changes }}.connection,
                {{ changes }}.record_key,
                {{ changes }}.field
            order by
                {{ changes }}.changed_at,
                {{ ties_after }} desc,
                {{ changes }}.record_id
        ) as change_number

    from {{ changes }}

),

values_at_creation as (

    select
        {{ present }}.*,
        case
            when first_changes.record_id is null then {{ present }}.present_value
            else first_changes.old_value
        end as new_value

    from {{ present }}

    left join first_changes
        on
            {{ present }}.connection = first_changes.connection
            and {{ present }}.record_key = first_changes.record_key
            and {{ present }}.field = first_changes.field
            and first_changes.change_number = 1

),

initial_values as (

    select
        values_at_creation.*,
        values_at_creation.record_key || '|' || values_at_creation.field || '|initial'
            as record_id,
        cast(null as text) as old_value,
        values_at_creation.source_created_at as changed_at

    from values_at_creation

    where trim(values_at_creation.new_value) != ''

),

tracked_values as (
    {% for values in [changes, 'initial_values'] %}
    select
        connection,
        record_id,
        record_key,
        first_load_id,
        load_id,
        field,
        old_value,
        new_value,
        changed_at,
        {{ ties_after if loop.first else '0' }} as ties_after

    from {{ values }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)
{%- endmacro %}
