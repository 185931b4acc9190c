{#-
    A table that keeps its rows: those of the keys that the model tells are replaced, in one
    transaction; all of them with the strategy `insert_overwrite`, for a model that reads what it
    told before. A changed project is built in full, so the columns are those that stand.
-#}
{% materialization incremental, adapter='duckdb' -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- if existing is none or existing.is_view or should_full_refresh() -%}
        {{ return(made_anew('table')) }}
    {%- endif -%}
    {%- set key = config.get('unique_key') or [] -%}
    {%- set columns = ([key] if key is string else key) | join(', ') -%}
    {%- set told = adapter.quote(this.identifier ~ '__told') -%}

    {{ run_hooks(pre_hooks) }}
    {%- call statement('main') %}
        create temporary table {{ told }} as (
            {{ compiled_code }}
        );
        {%- if config.get('incremental_strategy') == 'insert_overwrite' %}
        delete from {{ this }};
        {%- elif columns %}
        delete from {{ this }}
        where ({{ columns }}) in (select {{ columns }} from {{ told }});
        {%- endif %}
        insert into {{ this }} by name select * from {{ told }};
        drop table {{ told }};
    {%- endcall -%}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ return({'relations': [this]}) }}
{%- endmaterialization %}
