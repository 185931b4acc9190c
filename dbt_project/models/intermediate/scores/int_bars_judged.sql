with

pages as (

    select * from {{ ref('int_pages_applied') }}

),

scores as (

    select * from {{ ref('stg_definitions__scores') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

),

staged as (

    select * from {{ ref('int_leads_staged') }}

),

followed as (

    select
        pages.judged_by,
        pages.definition_version,
        {{ local_date('pages.applies_from', 'settings.time_zone') }} as first_date,
        lag(pages.definition_version) over (
            partition by pages.judged_by
            order by pages.applies_from
        ) as previous_version

    from pages

    cross join settings

),

compared as (
    {% for kind in ['fit', 'intent'] %}
    {{- "union all\n" if not loop.first }}
    select
        followed.judged_by,
        followed.definition_version,
        '{{ kind }}' as score_kind,
        cast(scores.{{ kind }}_at_least as bigint) as threshold,
        cast(previous_scores.{{ kind }}_at_least as bigint) as previous_threshold,
        date_trunc('month', followed.first_date) as first_month

    from followed

    inner join scores
        on followed.definition_version = scores.definition_version

    left join scores as previous_scores
        on followed.previous_version = previous_scores.definition_version
    {% endfor %}
),

dated as (

    select
        staged.judged_by,
        staged.mql_at,
        {{ local_date(
            'coalesce(staged.mql_at, staged.lead_at)', 'settings.time_zone'
        ) }}
            as judged_date

    from staged

    cross join settings

),

volumes as (

    select
        judged_by,
        cast(date_trunc('month', judged_date) as date) as month_start_date,
        count(mql_at) as mql_count

    from dated

    group by
        judged_by,
        cast(date_trunc('month', judged_date) as date)

),

-- More of them than in the last month under the higher bar of the page before.
judged as (

    select
        compared.judged_by,
        compared.definition_version,
        compared.score_kind,
        compared.threshold,
        case
            when compared.previous_threshold is null then 'not_applicable'
            when compared.threshold >= compared.previous_threshold then 'met'
            when volumes.mql_count > coalesce(previous_volumes.mql_count, 0)
                then 'breached'
            when settings.as_of_date < volumes.month_start_date + interval '1 month'
                then 'pending'
            else 'met'
        end as bar_status,
        volumes.month_start_date

    from compared

    inner join volumes
        on compared.judged_by = volumes.judged_by

    left join volumes as previous_volumes
        on
            compared.judged_by = previous_volumes.judged_by
            and compared.first_month - interval '1 month'
            = previous_volumes.month_start_date

    cross join settings

)

select * from judged
