with

pages as (

    select * from {{ ref('stg_definitions__pages') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

),

promised as (

    select * from {{ ref('stg_definitions__sla') }}

),

-- Whoever approved another text of a page did not approve it.
signed as (

    select
        approvals.definition_version,
        string_agg(
            approvals.name || ' (' || approvals.team || ')',
            ', ' order by approvals.approved_on, approvals.name
        ) as signed_by,
        max(approvals.approved_on) as signed_date

    from {{ ref('stg_definitions__approvals') }} as approvals

    inner join pages
        on
            approvals.definition_version = pages.definition_version
            and approvals.digest = pages.digest

    group by approvals.definition_version

)

select
    pages.definition_version,
    pages.title,
    pages.company,
    pages.message,
    pages.status,
    pages.digest,
    signed.signed_by,
    pages.time_zone,
    pages.reporting_currency,
    pages.fiscal_year_start_month,
    pages.idle_limit_days,
    pages.influence_window_days,
    pages.is_governing,
    pages.definition_version = settings.definition_version as is_in_force,
    coalesce(pages.is_retrospective, false) as is_retrospective,
    signed.signed_date,
    promised.review_on as review_date,
    cast(pages.definition_version as date) as effective_from_date,
    pages.effective_from as effective_from_at,
    pages.effective_to as effective_to_at

from pages

left join signed
    on pages.definition_version = signed.definition_version

left join promised
    on pages.definition_version = promised.definition_version

cross join settings
