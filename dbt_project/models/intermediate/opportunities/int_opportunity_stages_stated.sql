with

present_stages as (

    select * from {{ ref('int_opportunity_stages_recorded') }}

),

entered as (

    select * from {{ ref('int_opportunity_stages_entered') }}

),

-- What the record says now, beside what its history says was entered.
stated as (

    select
        *,
        false as is_present_stage

    from entered

    union all

    select
        present_stages.opportunity_id,
        present_stages.source_system,
        present_stages.connection,
        present_stages.record_id,
        present_stages.pipeline,
        present_stages.source_stage,
        max(entered.entered_at) as entered_at,
        cast(0 as bigint) as entry_number,
        true as is_present_stage

    from present_stages

    inner join entered
        on present_stages.opportunity_id = entered.opportunity_id

    group by
        present_stages.opportunity_id,
        present_stages.source_system,
        present_stages.connection,
        present_stages.record_id,
        present_stages.pipeline,
        present_stages.source_stage

)

select * from stated
