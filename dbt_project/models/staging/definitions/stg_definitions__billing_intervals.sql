with

{{ definition_rows('billing_intervals') }},

renamed as (

    select
        _record_id as record_id,
        definition_version,
        label as source_billing_interval,
        -- A unit alone, or how many of it, as in `3 months`.
        case
            when billing_interval like '% %'
                then rtrim(split_part(billing_interval, ' ', 2), 's')
            else billing_interval
        end as billing_interval,
        case
            when billing_interval like '% %'
                then cast(split_part(billing_interval, ' ', 1) as bigint)
            else 1
        end as billing_interval_count,
        is_governing,
        effective_from,
        effective_to

    from definition_rows

)

select * from renamed
