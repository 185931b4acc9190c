{#-
    Models that a chosen model or check reads, itself or through an ephemeral one; a unit test, which
    dbt does not tell of here but by its name, reads what its model does.
-#}
{% macro models_read_by_chosen() -%}
    {%- set waiting = [] -%}
    {%- for key in selected_resources -%}
        {%- set of_model = 'model.' ~ key.split('.')[1:3] | join('.') -%}
        {%- do waiting.append(of_model if key.startswith('unit_test.') else key) -%}
    {%- endfor -%}
    {%- set read = [] -%}
    {%- for key in waiting -%}
        {%- for parent in graph.nodes.get(key, {}).get('depends_on', {}).get('nodes', []) -%}
            {%- do read.append(parent) -%}
            {%- set config = graph.nodes.get(parent, {}).get('config', {}) -%}
            {%- if config.get('materialized') == 'ephemeral' and parent not in waiting -%}
                {%- do waiting.append(parent) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(read) }}
{%- endmacro %}
