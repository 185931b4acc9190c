{#-
    CTEs that end in `initial_values`: what each tracked field held when its record was created,
    which a history of changes leaves out: the oldest change's old value, else the present value.
    `changes` has record_key, field, record_id, old_value, changed_at; `present` has a row a record
    and field: record_key, field, present_value, source_created_at.
-#}
{% macro initial_values(changes, present) -%}
first_changes as (

    select
        {{ changes }}.*,
        row_number() over (
            partition by
                {{ changes }}.connection,
                {{ changes }}.record_key,
                {{ changes }}.field
            order by {{ changes }}.changed_at, {{ changes }}.record_id
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

)
{%- endmacro %}
