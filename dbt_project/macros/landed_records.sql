{#-
    Every record of every raw table, by its latest version; of tables that no fact reads, those of
    the accepted `loads`. A table that `landed_objects` does not know stops the build.
-#}
{% macro landed_records(loads) -%}
{%- set objects = landed_objects() -%}
{%- for table in (graph.sources.values() if execute else []) -%}
    {%- set is_ours = table.source_name in ['definitions', 'control'] or table.name.startswith('_') -%}
    {%- if not is_ours and table.name not in objects.get(table.source_name, {}) -%}
        {{- exceptions.raise_compiler_error(
            'Say in macros/landed_objects.sql what becomes of the records of '
            ~ table.source_name ~ '.' ~ table.name
        ) -}}
    {%- endif -%}
{%- endfor -%}
{%- for source_name, tables in objects.items() %}
{%- set is_last_source = loop.last %}
{%- for table, how in tables.items() %}
{%- if how.staging %}
select
    '{{ source_name }}' as source_system,
    '{{ table }}' as source_object,
    landed.connection,
    landed.record_id,
    {%- if how.of %}
    landed.is_deleted or owners.merged_into_id is not null as is_deleted,
    owners.merged_into_id,
    {%- else %}
    landed.is_deleted,
    landed.merged_into_id,
    {%- endif %}
    {%- if how.unread %}
    case
        {%- for reason, condition in how.unread.items() %}
        when {{ condition }} then '{{ reason }}'
        {%- endfor %}
    end as unread_reason,
    {%- else %}
    cast(null as text) as unread_reason,
    {%- endif %}
    {{ how.labels or ('false' if how.rows else 'true') }} as is_label

from {{ ref(how.staging) }} as landed
{%- if how.of %}

left join {{ ref(how.of[1]) }} as owners
    on
        landed.connection = owners.connection
        and landed.{{ how.of[0] }} = owners.record_id
{%- endif %}
{%- if how.beside %}

left join (
    select distinct connection from {{ ref(how.beside[0]) }}
    where {{ how.beside[1] }}
) as beside
    on landed.connection = beside.connection
{%- endif %}
{%- if how.where %}

where {{ how.where }}
{%- endif %}
{%- else %}
select distinct
    '{{ source_name }}' as source_system,
    '{{ table }}' as source_object,
    landed._connection as connection,
    landed._record_id as record_id,
    false as is_deleted,
    cast(null as text) as merged_into_id,
    'no fact reads this object' as unread_reason,
    false as is_label

from {{ source(source_name, table) }} as landed

inner join {{ loads }} as loads
    on
        landed._connection = loads.connection
        and landed._load_id = loads.load_id

where
    loads.source_system = '{{ source_name }}'
    and loads.source_object = '{{ table }}'
{%- endif %}
{{ 'union all' if not (loop.last and is_last_source) }}
{%- endfor %}
{%- endfor %}
{%- endmacro %}

{#- How many records of each raw table and connection the accepted `loads` brought. -#}
{% macro landed_counts(loads) -%}
{%- for source_name, tables in landed_objects().items() %}
{%- set is_last_source = loop.last %}
{%- for table in tables %}
select
    '{{ source_name }}' as source_system,
    landed._connection as connection,
    '{{ table }}' as source_object,
    count(distinct landed._record_id) as landed_count

from {{ source(source_name, table) }} as landed

inner join {{ loads }} as loads
    on
        landed._connection = loads.connection
        and landed._load_id = loads.load_id

where
    loads.source_system = '{{ source_name }}'
    and loads.source_object = '{{ table }}'

group by landed._connection
{{ 'union all' if not (loop.last and is_last_source) }}
{%- endfor %}
{%- endfor %}
{%- endmacro %}

{#- Which raw table the rows of an entity and `source_object` of the contract come from. -#}
{% macro landed_routes() -%}
{%- set routes = [] -%}
{%- for source_name, tables in landed_objects().items() -%}
    {%- for table, how in tables.items() if how.rows -%}
        {%- for entity, contract_object in how.rows.items() if contract_object -%}
            {%- do routes.append([source_name, table, entity, contract_object, how.parts]) -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endfor -%}
{%- for source_name, table, entity, contract_object, has_parts in routes %}
select
    '{{ source_name }}' as source_system,
    '{{ entity }}' as entity,
    '{{ contract_object }}' as contract_object,
    '{{ table }}' as source_object,
    {{ 'true' if has_parts else 'false' }} as has_parts
{{ 'union all' if not loop.last }}
{%- endfor %}
{%- endmacro %}
