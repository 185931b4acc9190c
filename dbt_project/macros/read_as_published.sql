{#-
    What a build by hand neither makes nor finds in its own file it reads as it was published: a view on
    the private copy stands there in its place. Neither the project nor the profile can set `--defer`.
    A view of an earlier build is made anew, since its columns may differ; its model, once chosen, ends it.
-#}
{% macro read_as_published() -%}
    {%- if execute and target.name == 'dev' -%}
        {%- set mark = 'Read as published, not built here.' -%}
        {%- set found -%}
            select
                database_name || '.' || schema_name || '.' || table_name as place,
                '' as comment

            from duckdb_tables()

            union all

            select
                database_name || '.' || schema_name || '.' || view_name as place,
                coalesce(comment, '') as comment

            from duckdb_views()
        {%- endset -%}
        {%- set standing = {} -%}
        {%- for place, comment in run_query(found).rows -%}
            {%- do standing.update({place: comment}) -%}
        {%- endfor -%}
        {%- set read = models_read_by_chosen() -%}
        {%- for key, node in graph.nodes.items() if node.resource_type == 'model' -%}
            {%- set own = node.database ~ '.' ~ node.schema ~ '.' ~ node.alias -%}
            {%- set published = (node.config.database or 'working') ~ own[node.database | length:] -%}
            {%- set view = api.Relation.create(node.database, node.schema, node.alias, type='view') -%}
            {%- set is_ours = standing.get(own) == mark -%}
            {%- set is_missing = key in read and own not in standing and not flags.DEFER -%}
            {%- set can_be_read = key not in selected_resources and published in standing -%}
            {%- if is_ours and not can_be_read -%}
                {%- do adapter.drop_relation(view) -%}
            {%- elif (is_ours or is_missing) and can_be_read -%}
                {%- do adapter.create_schema(view) -%}
                {%- do run_query("create or replace view " ~ view ~ " as select * from " ~ published) -%}
                {%- do run_query("comment on view " ~ view ~ " is '" ~ mark ~ "'") -%}
                {%- do adapter.cache_added(view) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
