{% set told = [
    'person_number', 'segment_number', 'opening_order', 'lead_id', 'opportunity_id',
    'opening_rank', 'lead_at', 'mql_at', 'sql_at',
] %}
{% set mql_rank = 2 %}

with

readings as (

    select distinct
        definition_version,
        read_by
    from {{ ref('int_pages_compared') }}

),

cycles_read as (

    select * from {{ ref('int_cycles_read') }}

),

sooner as (

    select * from {{ ref('int_sooner_cycles_read') }}

),

thresholds as (

    select * from {{ ref('int_thresholds_compared') }}

),

cycles as (

    select
        readings.definition_version,
        readings.read_by,
        {%- for column in told %}
        cycles_read.{{ column }}
        {{- "," if not loop.last }}
        {%- endfor %}

    from readings

    inner join cycles_read
        on readings.read_by = cycles_read.read_by

    left join sooner
        on
            readings.definition_version = sooner.definition_version
            and cycles_read.person_number = sooner.person_number
            and cycles_read.segment_number = sooner.segment_number

    where sooner.lead_at is null

    union all

    select
        definition_version,
        read_by,
        {{ told | join(',\n        ') }}

    from sooner

),

-- What happened before a cycle opened is in none.
met_in_cycles as (

    select
        cycles.definition_version,
        cycles.person_number,
        cycles.segment_number,
        min(thresholds.met_at) as met_at

    from cycles

    inner join thresholds
        on
            cycles.definition_version = thresholds.definition_version
            and cycles.person_number = thresholds.person_number
            and cycles.segment_number = thresholds.segment_number

    where
        thresholds.met_at > cycles.lead_at
        or (
            thresholds.met_at = cycles.lead_at
            and cycles.opening_rank <= {{ mql_rank }}
        )

    group by
        cycles.definition_version,
        cycles.person_number,
        cycles.segment_number

)

select
    cycles.definition_version,
    cycles.read_by,
    cycles.person_number,
    cycles.segment_number,
    cycles.opening_order,
    cycles.lead_id,
    cycles.opportunity_id,
    cycles.lead_at,
    case
        when cycles.mql_at <= met_in_cycles.met_at then cycles.mql_at
        else coalesce(met_in_cycles.met_at, cycles.mql_at)
    end as mql_at,
    cycles.sql_at

from cycles

left join met_in_cycles
    on
        cycles.definition_version = met_in_cycles.definition_version
        and cycles.person_number = met_in_cycles.person_number
        and cycles.segment_number = met_in_cycles.segment_number
