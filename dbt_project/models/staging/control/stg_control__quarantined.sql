{% set sources = ['salesforce', 'hubspot', 'stripe', 'files'] %}

with

loads as (

    select distinct
        source_system,
        load_id

    from {{ ref('stg_control__loads') }}

    where status = 'accepted'

),

quarantined as (
    {% for source_name in sources %}
    {{- "union all\n" if not loop.first }}
    select
        '{{ source_name }}' as source_system,
        _load_id as load_id,
        _connection as connection,
        _object as source_object,
        _record_id as record_id

    from {{ source(source_name, '_quarantine') }}
    {% endfor %}
),

accepted as (

    select distinct
        quarantined.source_system,
        quarantined.connection,
        quarantined.source_object,
        quarantined.record_id

    from quarantined

    inner join loads
        on
            quarantined.source_system = loads.source_system
            and quarantined.load_id = loads.load_id

)

select * from accepted
