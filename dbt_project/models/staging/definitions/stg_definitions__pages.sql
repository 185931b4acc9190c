{% set casts = {
    'page': 'date',
    'is_retrospective': 'boolean',
    'is_sample': 'boolean',
    'approvals_are_valid': 'boolean',
    'fiscal_year_start_month': 'integer',
    'idle_limit_days': 'integer',
    'influence_window_days': 'integer',
} %}

with

warehouse as (

    select * from {{ source('control', 'warehouse') }}

),

{{ latest_versions('definitions', 'pages') }},

renamed as (

    select
        _record_id as record_id,
        page as definition_version,
        title,
        company,
        message,
        status,
        digest,
        time_zone,
        reporting_currency,
        rate_date_open_opportunity,
        rate_date_closed_opportunity,
        rate_date_invoice,
        rate_date_payment,
        rate_date_spend,
        {{ failed_casts(casts) }} as _failed_casts,
        {{ typed('fiscal_year_start_month', casts) }} as fiscal_year_start_month,
        {{ typed('idle_limit_days', casts) }} as idle_limit_days,
        {{ typed('influence_window_days', casts) }} as influence_window_days,
        {{ typed('is_retrospective', casts) }} as is_retrospective,
        {{ typed('is_sample', casts) }} as is_sample,
        {{ typed('approvals_are_valid', casts) }} as has_valid_approvals,
        {{ midnight(typed('page', casts), 'time_zone') }} as effective_from

    from latest_versions

    where _op = 'upsert'

),

-- Only a signed page governs, and never the sample company's in a warehouse of real systems.
judged as (

    select
        renamed.*,
        renamed.status = 'signed'
        and renamed.has_valid_approvals
        and not (renamed.is_sample and warehouse.mode = 'live') as is_governing

    from renamed

    cross join warehouse

),

followed as (

    select
        judged.*,
        lead(judged.effective_from) over (
            partition by judged.is_governing
            order by judged.effective_from
        ) as next_effective_from

    from judged

),

with_end as (

    select
        followed.*,
        case
            when not followed.is_governing then followed.effective_from
            else coalesce(followed.next_effective_from, timestamp '9999-12-31')
        end as effective_to

    from followed

)

select * from with_end
