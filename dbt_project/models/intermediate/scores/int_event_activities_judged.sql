with

rules_judged as (

    select * from {{ ref('int_event_rules_judged') }}

),

-- The first row of the page that fits is what the touch counts as.
judged as (

    select
        combination_key,
        definition_version,
        min({{ safe_cast_to('integer', 'rule') }}) as activity_order

    from rules_judged

    where
        stage = 'activity'
        and is_met

    group by
        combination_key,
        definition_version

)

select * from judged
