{% set sources = ['salesforce', 'hubspot', 'stripe', 'files'] %}

with

as_of as (

    select * from {{ source('control', 'as_of') }}

),

loads as (
    {% for source_name in sources %}
    {{- "union all\n" if not loop.first }}
    select
        '{{ source_name }}' as source_system,
        _load_id as load_id,
        _connection as connection,
        _object as source_object,
        status,
        cast(refresh_number as bigint) as refresh_number,
        rows_read as read_count,
        rows_new as new_count

    from {{ source(source_name, '_loads') }}
    {% endfor %}
),

reached as (

    select loads.*

    from loads

    inner join as_of
        on loads.refresh_number <= as_of.refresh_number

)

select * from reached
