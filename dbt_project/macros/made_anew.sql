{#-
    A table or view made anew in one transaction. DuckDB drops and creates transactionally, so
    nothing has to be built under another name first, and nobody else reads the working file.
-#}
{% macro made_anew(type) -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target = this.incorporate(type=type) -%}

    {{ run_hooks(pre_hooks) }}
    {%- call statement('main') -%}
        {%- if existing is not none %}
        drop {{ existing.type }} {{ existing }};
        {%- endif %}
        {%- if type == 'view' %}
        {{ create_view_as(target, compiled_code) }}
        {%- else %}
        {{ create_table_as(false, target, compiled_code) }}
        {%- endif %}
        {{ meanings(target) }}
    {%- endcall -%}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ return({'relations': [target]}) }}
{%- endmacro %}

{% materialization table, adapter='duckdb' -%}
    {{ return(made_anew('table')) }}
{%- endmaterialization %}

{% materialization view, adapter='duckdb' -%}
    {{ return(made_anew('view')) }}
{%- endmaterialization %}
