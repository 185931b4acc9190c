{{ config(meta={'dagster': {'ref': {'name': 'fct_leads'}}}) }}

with

leads as (

    select * from {{ ref('fct_leads') }}

),

people as (

    select * from {{ ref('dim_people') }}

)

select leads.lead_id

from leads

inner join people
    on leads.person_id = people.person_id

where people.is_internal
