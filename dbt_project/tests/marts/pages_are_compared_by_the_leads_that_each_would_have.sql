{{ config(meta={'dagster': {'ref': {'name': 'fct_leads_restated'}}}) }}

{#- Two ways from what happened to leads, one of them for many pages at once, come to the same. -#}
{% set columns = [
    'definition_version', 'lead_id', 'person_id', 'opportunity_id',
    'is_primary_for_opportunity', 'mql_date', 'lead_at', 'mql_at', 'handed_off_at',
    'sql_at',
] %}

with

pages as (

    select distinct definition_version
    from {{ ref('int_pages_compared') }}

),

answered as (

    select * from {{ ref('int_leads_answered') }}

),

restated as (

    select
        leads.{{ columns | join(',\n        leads.') }},
        answered.answer,
        case when leads.handed_off_at is not null then leads.first_contacted_at end
            as first_contacted_at

    from {{ ref('fct_leads_restated') }} as leads

    inner join pages
        on leads.definition_version = pages.definition_version

    left join answered
        on
            leads.definition_version = answered.judged_by
            and leads.lead_id = answered.lead_id

),

compared as (

    select
        {{ columns | join(',\n        ') }},
        answer,
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
