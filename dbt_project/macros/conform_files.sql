{#-
    The whole of a conformed model of files: a mapping lands them under the contract's own
    column names, checked value by value, so that only the types are left to set.
-#}
{% macro conform_files(entity) -%}
{%- set kinds = {
    'timestamp': 'instant', 'date': 'date', 'boolean': 'boolean', 'bigint': 'integer',
    'decimal(38,4)': 'decimal', 'decimal(38,12)': 'rate',
} -%}
{%- set ours = {
    'source_system': "'files'",
    'connection': '_connection',
    'first_created_at': 'first_created_at',
    'first_load_id': 'first_load_id',
    'load_id': '_load_id',
    'is_deleted': "_op in ('delete', 'merge')",
} -%}
with

{{ latest_versions('files', entity) }}
{%- set is_keyed = 'first_created_at' in contract_columns(entity) | map(attribute='name') %}
{%- if is_keyed %},

{{ stamped_versions('source_created_at', {'source_created_at': 'instant'}) }}
{%- endif %}

select
    {%- for column in contract_columns(entity) %}
    {%- set kind = kinds.get(column.data_type | replace(' ', '')) %}
    {%- if column.name in ours %}
    {%- set value = ours[column.name] %}
    {%- elif kind %}
    {%- set value = typed(column.name, {column.name: kind}) %}
    {%- else %}
    {%- set value = adapter.quote(column.name) %}
    {%- endif %}
    cast({{ value }} as {{ column.data_type }}) as {{ column.name }}
    {{- "," if not loop.last }}
    {%- endfor %}

from {{ 'stamped_versions' if is_keyed else 'latest_versions' }}
{%- endmacro %}
