{# What two systems may say otherwise of a deal, and the fields whose histories tell of it. #}
{% set told = {'amount': ['amount', 'currency'], 'stage': ['stage']} %}

with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

limits as (

    select * from {{ ref('stg_definitions__freshness_limits') }}

),

systems as (

    select distinct
        source_system,
        connection
    from {{ ref('int_control_totals_converted') }}

),

opportunities as (

    select * from {{ ref('int_opportunities_converted') }}

),

clustered as (

    select * from {{ ref('int_opportunities_clustered') }}

),

told_values as (

    select * from {{ ref('int_opportunity_values_dated') }}

),

records as (

    select * from {{ ref('int_opportunities_unioned') }}
    where
        not is_deleted
        and stage is not null

),

stage_changes as (

    select
        record_key,
        max(entered_at) as entered_at
    from told_values
    where field = 'stage'
    group by record_key

),

present_stages as (

    select
        clustered.record_key,
        clustered.opportunity_id,
        clustered.source_system,
        clustered.connection,
        records.pipeline,
        records.stage as source_stage,
        stage_changes.entered_at

    from records

    inner join clustered
        on
            records.source_system = clustered.source_system
            and records.connection = clustered.connection
            and records.source_object = clustered.source_object
            and records.record_id = clustered.record_id

    inner join stage_changes
        on clustered.record_key = stage_changes.record_key

),

{{ judged_stages('present_stages', ['record_key']) }},

changed as (

    select
        clustered.opportunity_id,
        clustered.source_system,
        clustered.connection,
        {%- for name, fields in told.items() %}
        max(told_values.entered_at) filter (
            where
                told_values.field in (
                    {%- for field in fields %}
                    '{{ field }}'{{ ',' if not loop.last }}
                    {%- endfor %}
                )
        ) as {{ name }}_changed_at
        {{- ',' if not loop.last }}
        {%- endfor %}

    from told_values

    inner join clustered
        on told_values.record_key = clustered.record_key

    group by
        clustered.opportunity_id,
        clustered.source_system,
        clustered.connection

),

-- A deal for which a system holds several records is there in the stage of each of them.
staged as (

    select
        stages_judged.opportunity_id,
        stages_judged.source_system,
        stages_judged.connection,
        not bool_or(stages_judged.outcome is not distinct from opportunities.outcome)
            as is_stage_other

    from stages_judged

    inner join opportunities
        on stages_judged.opportunity_id = opportunities.opportunity_id

    group by
        stages_judged.opportunity_id,
        stages_judged.source_system,
        stages_judged.connection

),

limits_in_force as (

    select
        limits.source_system,
        settings.as_of - limits.limit_hours * interval '1 hour' as late_since_at

    from limits

    inner join settings
        on limits.definition_version = settings.definition_version

),

beside as (

    select
        changed.*,
        systems.source_system as system_name,
        systems.connection as system_connection,
        changed.source_system = systems.source_system
        and changed.connection = systems.connection as is_here

    from changed

    cross join systems

),

by_system as (

    select
        opportunity_id,
        system_name as source_system,
        system_connection as connection,
        bool_or(is_here) as is_held,
        {%- for name in told %}
        max({{ name }}_changed_at) filter (where is_here) as {{ name }}_changed_here_at,
        max({{ name }}_changed_at) filter (where not is_here)
            as {{ name }}_changed_elsewhere_at
        {{- ',' if not loop.last }}
        {%- endfor %}

    from beside

    group by
        opportunity_id,
        system_name,
        system_connection

)

-- A system may be as late as the page lets it: a value that another one changed after this one
-- last did, within that time, may still be on its way.
select
    by_system.opportunity_id,
    by_system.source_system,
    by_system.connection,
    {%- for name in told %}
    coalesce(
        by_system.{{ name }}_changed_elsewhere_at > by_system.{{ name }}_changed_here_at
        and by_system.{{ name }}_changed_elsewhere_at > limits_in_force.late_since_at,
        false
    ) as is_{{ name }}_late,
    {%- endfor %}
    coalesce(staged.is_stage_other, false) as is_stage_other

from by_system

left join staged
    on
        by_system.opportunity_id = staged.opportunity_id
        and by_system.source_system = staged.source_system
        and by_system.connection = staged.connection

left join limits_in_force
    on by_system.source_system = limits_in_force.source_system

where by_system.is_held
