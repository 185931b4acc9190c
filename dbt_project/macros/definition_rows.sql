{#-
    CTEs that end in `definition_rows`: the rows of one part of the pages, each with the time in
    which its page governs. A row that an edit took off its page is gone.
-#}
{% macro definition_rows(table) -%}
{{ latest_versions('definitions', table) }},

pages as (

    select * from {{ ref('stg_definitions__pages') }}

),

definition_rows as (

    select
        latest_versions.*,
        pages.definition_version,
        pages.is_governing,
        pages.effective_from,
        pages.effective_to

    from latest_versions

    inner join pages
        on latest_versions.page = pages.definition_version

    where latest_versions._op = 'upsert'

)
{%- endmacro %}
