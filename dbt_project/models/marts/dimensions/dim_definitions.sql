with

pages as (

    select * from {{ ref('stg_definitions__pages') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

)

select
    pages.definition_version,
    pages.title,
    pages.company,
    pages.message,
    pages.status,
    pages.digest,
    pages.time_zone,
    pages.reporting_currency,
    pages.fiscal_year_start_month,
    pages.idle_limit_days,
    pages.influence_window_days,
    pages.is_governing,
    pages.definition_version = settings.definition_version as is_in_force,
    coalesce(pages.is_retrospective, false) as is_retrospective,
    cast(pages.definition_version as date) as effective_from_date,
    pages.effective_from as effective_from_at,
    pages.effective_to as effective_to_at

from pages

cross join settings
