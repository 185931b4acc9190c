{{ config(meta={'dagster': {'ref': {'name': 'fct_leads_restated'}}}) }}

{#- Two ways from what happened to leads, one of them for many pages at once, come to the same. -#}
{% set columns = [
    'definition_version', 'lead_id', 'person_id', 'opportunity_id',
    'is_primary_for_opportunity', 'mql_date', 'lead_at', 'mql_at', 'handed_off_at',
    'accepted_at', 'rejected_at', 'sql_at',
] %}

with

pages as (

    select distinct definition_version
    from {{ ref('int_pages_compared') }}

),

restated as (

    select
        {{ columns | join(',\n        ') }},
        case when handed_off_at is not null then first_contacted_at end
            as first_contacted_at

    from {{ ref('fct_leads_restated') }}

    where definition_version in (select pages.definition_version from pages)

),

compared as (

    select
        {{ columns | join(',\n        ') }},
        first_contacted_at

    from {{ ref('int_leads_compared') }}

),

only_restated as (

    select * from restated
    except
    select * from compared

),

only_compared as (

    select * from compared
    except
    select * from restated

),

differing as (

    select * from only_restated
    union all
    select * from only_compared

)

select * from differing
