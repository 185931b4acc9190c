with

pages as (

    select * from {{ ref('stg_definitions__pages') }}

),

-- As defined then: each page in its time. As defined now: one page, whenever it happened.
applied as (

    select
        'then' as judged_by,
        definition_version,
        idle_limit_days,
        effective_from as applies_from,
        effective_to as applies_to

    from pages

    where is_governing

    union all

    select
        definition_version as judged_by,
        definition_version,
        idle_limit_days,
        timestamp '0001-01-01' as applies_from,
        timestamp '9999-12-31' as applies_to

    from pages

    where
        is_governing
        or status = 'trial'

)

select * from applied
