with

pages as (

    select * from {{ ref('int_pages_applied') }}
    where judged_by <> 'then'

),

-- Here each page reads what happened for itself; where pages are only tried, one reads for all
-- that read alike.
compared as (

    select
        pages.definition_version,
        against.definition_version as against_version,
        pages.judged_by as read_by,
        pages.judged_by as scored_by

    from pages

    inner join pages as against
        on pages.definition_version <> against.definition_version

)

select * from compared
