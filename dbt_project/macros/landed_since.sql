{#-
    What of `quarantined` later ones of the accepted `loads` of a source brought after all: both have
    source_system, connection, source_object and load_id, the former record_id, too. The source's own
    list says which tables there are, so a table that is added is read without a word here.
-#}
{% macro landed_since(source_name, quarantined, loads) -%}
    {%- set tables = graph.sources.values() if execute else [] -%}
    {%- set tables = tables | selectattr('source_name', 'equalto', source_name)
        | map(attribute='name') | reject('in', ['_loads', '_quarantine', '_control_totals', '_drift'])
        | sort -%}
    {%- for table in tables %}
    {{- "union all\n" if not loop.first }}
    select
        quarantined.source_system,
        quarantined.connection,
        quarantined.source_object,
        quarantined.record_id,
        quarantined.load_id

    from {{ quarantined }} as quarantined

    inner join {{ source(source_name, table) }} as raw
        on
            quarantined.record_id = raw._record_id
            and quarantined.connection = raw._connection
            and quarantined.load_id < raw._load_id

    inner join {{ loads }} as loads
        on
            quarantined.source_system = loads.source_system
            and quarantined.connection = loads.connection
            and quarantined.source_object = loads.source_object
            and raw._load_id = loads.load_id

    where
        quarantined.source_system = '{{ source_name }}'
        and quarantined.source_object = '{{ table }}'
    {% else %}
    select
        source_system,
        connection,
        source_object,
        record_id,
        load_id
    from {{ quarantined }}
    where 1 = 0
    {% endfor %}
{%- endmacro %}
