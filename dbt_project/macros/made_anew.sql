{#-
    A table or view made anew in one transaction. DuckDB drops and creates transactionally, so
    nothing has to be built under another name first, and nobody else reads the working file.
    A view of an attached file is over tables of that file, and goes where it goes: it names none.
-#}
{% macro made_anew(type) -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set made = this.incorporate(type=type) -%}

    {{ run_hooks(pre_hooks) }}
    {%- call statement('main') -%}
        {%- if existing is not none %}
        drop {{ existing.type }} {{ existing }};
        {%- endif %}
        {%- if type == 'view' %}
        {%- if config.get('contract').enforced %}
        {{ get_assert_columns_equivalent(compiled_code) }}
        {%- endif %}
        create view {{ made }} as (
            {%- if made.database == target.database %}
            {{ compiled_code }}
            {%- else %}
            {{ compiled_code | replace(adapter.quote(made.database) ~ '.', '') }}
            {%- endif %}
        );
        {%- else %}
        {{ create_table_as(false, made, compiled_code) }}
        {%- endif %}
        {{ meanings(made) }}
    {%- endcall -%}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ return({'relations': [made]}) }}
{%- endmacro %}

{% materialization table, adapter='duckdb' -%}
    {{ return(made_anew('table')) }}
{%- endmaterialization %}

{% materialization view, adapter='duckdb' -%}
    {{ return(made_anew('view')) }}
{%- endmaterialization %}
