{#-
    CTEs that end in `latest_versions`: the latest accepted version of each record of a raw
    table, as far as the refresh being built reaches. The latest is the last one read; the
    vendor's own stamp only breaks ties. Under incremental materialisation only records that
    a load brought since are read again, each from all of its versions.
-#}
{% macro latest_versions(source_name, table) -%}
accepted_loads as (

    select
        loads._load_id,
        loads._connection

    from {{ source(source_name, '_loads') }} as loads

    inner join {{ source('control', 'as_of') }} as as_of
        on loads.refresh_number <= as_of.refresh_number

    where
        loads._object = '{{ table }}'
        and loads.status = 'accepted'

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
        raw._connection,
        raw._record_id

    from {{ source(source_name, table) }} as raw

    inner join accepted_loads
        on
            raw._load_id = accepted_loads._load_id
            and raw._connection = accepted_loads._connection

    left join built_loads
        on accepted_loads._connection = built_loads._connection

    where built_loads._load_id is null or accepted_loads._load_id > built_loads._load_id

),

{% endif -%}
accepted_versions as (

    select
        raw.*,
        min(raw._load_id) over (
            partition by raw._connection, raw._record_id
        ) as first_load_id,
        row_number() over (
            partition by raw._connection, raw._record_id
            order by
                raw._load_id desc,
                raw._seen_at desc,
                raw._changed_at desc nulls last
        ) as version_rank

    from {{ source(source_name, table) }} as raw

    inner join accepted_loads
        on
            raw._load_id = accepted_loads._load_id
            and raw._connection = accepted_loads._connection
    {%- if is_incremental() %}

    inner join changed_records
        on
            raw._connection = changed_records._connection
            and raw._record_id = changed_records._record_id
    {%- endif %}

),

latest_versions as (

    select * from accepted_versions
    where version_rank = 1

)
{%- endmacro %}
