with

combinations as (

    select * from {{ ref('int_event_combinations_judged') }}
    where
        stage_rank <= {{ lead_stages() | length }}
        or activity_order is not null

),

pages as (

    select * from {{ ref('int_pages_applied') }}
    where judged_by <> 'then'

),

compared as (

    select
        pages.judged_by as read_by,
        cast(
            dense_rank() over (order by combinations.combination_key) as integer
        ) as combination_number,
        combinations.combination_key,
        combinations.activity_order,
        combinations.stage_rank,
        {%- for stage in lead_stages() %}
        combinations.is_{{ stage }},
        {%- endfor %}
        combinations.opens_cycle,
        combinations.closes_cycle

    from combinations

    inner join pages
        on combinations.definition_version = pages.definition_version

)

select * from compared
