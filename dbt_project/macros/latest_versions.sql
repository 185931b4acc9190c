{#-
    CTEs that end in `latest_versions`: the latest accepted version of each record of a raw
    table, as far as the refresh being built reaches. The latest is the last one read, in the
    order of landing's `LATEST_FIRST`: no two rows of a record in a load were read at one
    instant, and the vendor's own stamp would only break ties. Under incremental
    materialisation only records that a load brought since are read again, each from all of
    its versions.
    Several tables of one shape are read as one; `_object` says which.
-#}
{% macro latest_versions(source_name, tables) -%}
{%- set tables = [tables] if tables is string else tables -%}
accepted_loads as (

    select
        loads._load_id,
        loads._connection,
        loads._object

    from {{ source(source_name, '_loads') }} as loads

    inner join {{ source('control', 'as_of') }} as as_of
        on loads.refresh_number <= as_of.refresh_number

    where
        loads._object in ('{{ tables | join("', '") }}')
        and loads.status = 'accepted'

),

read_versions as (
    {% for table in tables %}
    select
        raw.*,
        '{{ table }}' as _object

    from {{ source(source_name, table) }} as raw
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

{% if is_incremental() -%}
built_loads as (

    select
        connection as _connection,
        max(load_id) as _load_id

    from {{ this }}

    group by connection

),

changed_records as (

    select distinct
        read_versions._connection,
        read_versions._object,
        read_versions._record_id

    from read_versions

    inner join accepted_loads
        on
            read_versions._load_id = accepted_loads._load_id
            and read_versions._connection = accepted_loads._connection
            and read_versions._object = accepted_loads._object

    left join built_loads
        on accepted_loads._connection = built_loads._connection

    where built_loads._load_id is null or accepted_loads._load_id > built_loads._load_id

),

{% endif -%}
accepted_versions as (

    select
        read_versions.*,
        min(read_versions._load_id) over (
            partition by
                read_versions._connection,
                read_versions._object,
                read_versions._record_id
        ) as first_load_id,
        row_number() over (
            partition by
                read_versions._connection,
                read_versions._object,
                read_versions._record_id
            order by
                read_versions._load_id desc,
                read_versions._seen_at desc,
                read_versions._changed_at desc nulls last
        ) as version_rank

    from read_versions

    inner join accepted_loads
        on
            read_versions._load_id = accepted_loads._load_id
            and read_versions._connection = accepted_loads._connection
            and read_versions._object = accepted_loads._object
    {%- if is_incremental() %}

    inner join changed_records
        on
            read_versions._connection = changed_records._connection
            and read_versions._object = changed_records._object
            and read_versions._record_id = changed_records._record_id
    {%- endif %}

),

latest_versions as (

    select * from accepted_versions
    where version_rank = 1

)
{%- endmacro %}
