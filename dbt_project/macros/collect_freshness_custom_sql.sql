{#-
    Age of a source for `dbt source freshness`. The instant that it is held against is now; for a
    sample company, whose clock stands between two runs, the instant of its last publication.
-#}
{% macro default__collect_freshness_custom_sql(source, loaded_at_query) %}
    {%- set marts = 'accord' if target.type == 'duckdb' else target.database -%}
    {%- call statement('collect_freshness_custom_sql', fetch_result=True, auto_begin=False) -%}
        select
            cast(({{ loaded_at_query }}) as timestamp) as max_loaded_at,
            (
                select case when is_sample then as_of else current_timestamp at time zone 'UTC' end
                from {{ marts }}.marts.publication
            ) as snapshotted_at
    {%- endcall -%}
    {{ return(load_result('collect_freshness_custom_sql')) }}
{% endmacro %}
