{{ config(meta={'dagster': {'ref': {'name': 'publication_sources'}}}) }}

with

sources as (

    select * from {{ ref('publication_sources') }}

),

publication as (

    select * from {{ ref('publication') }}

)

select
    sources.source_system,
    sources.fresh_at,
    sources.freshness_limit_hours

from sources

inner join publication
    on
        sources.fresh_at + sources.freshness_limit_hours * interval '1 hour'
        < publication.as_of
