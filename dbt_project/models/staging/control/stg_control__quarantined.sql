{% set sources = ['salesforce', 'hubspot', 'stripe', 'files'] %}

with

loads as (

    select
        source_system,
        connection,
        source_object,
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
        _record_id as record_id,
        record

    from {{ source(source_name, '_quarantine') }}
    {% endfor %}
),

accepted as (

    select quarantined.*

    from quarantined

    inner join loads
        on
            quarantined.source_system = loads.source_system
            and quarantined.connection = loads.connection
            and quarantined.source_object = loads.source_object
            and quarantined.load_id = loads.load_id

),

landed_since as (
    {% for source_name in sources %}
    {{- "union all\n" if not loop.first }}
    {{- landed_since(source_name, 'accepted', 'loads') }}
    {% endfor %}
),

-- A record that names no key is known by its text alone; of others the last one counts.
still_aside as (

    select
        accepted.source_system,
        accepted.connection,
        accepted.source_object,
        accepted.record_id,
        accepted.record,
        row_number() over (
            partition by
                accepted.source_system,
                accepted.connection,
                accepted.source_object,
                accepted.record_id,
                case when accepted.record_id is null then accepted.record end
            order by accepted.load_id desc, accepted.record
        ) as place

    from accepted

    left join landed_since
        on
            accepted.source_system = landed_since.source_system
            and accepted.connection = landed_since.connection
            and accepted.source_object = landed_since.source_object
            and accepted.record_id = landed_since.record_id
            and accepted.load_id = landed_since.load_id

    where landed_since.load_id is null

)

select
    source_system,
    connection,
    source_object,
    record_id,
    record
from still_aside
where place = 1
