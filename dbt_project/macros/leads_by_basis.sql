{#-
    The CTEs up to `leads`: as defined then and as defined now, with the segment of their account and
    whether it is one that the page wants. `judged_by` tells apart who judged: then, or one page.
-#}
{% macro leads_by_basis() -%}
leads_then as (

    select * from {{ ref('fct_leads') }}

),

leads_now as (

    select * from {{ ref('fct_leads_restated') }}

),

accounts as (

    select * from {{ ref('dim_accounts') }}

),

leads_of_both as (

    select
        'then' as definition_basis,
        'then' as judged_by,
        leads_then.*
    from leads_then

    union all

    select
        'now' as definition_basis,
        leads_now.definition_version as judged_by,
        leads_now.*
    from leads_now

),

leads as (

    select
        leads_of_both.*,
        coalesce(accounts.segment, 'unknown') as segment,
        coalesce(accounts.is_icp, false) as is_icp

    from leads_of_both

    left join accounts
        on leads_of_both.account_id = accounts.account_id

)
{%- endmacro %}
