{% set entities = {
    'people': ('people', 'person_id'),
    'accounts': ('accounts', 'account_id'),
    'customers': ('accounts', 'account_id'),
    'opportunities': ('opportunities', 'opportunity_id'),
} %}

with

{% for source, (entity, _) in entities.items() -%}
{{ source }} as (

    select * from {{ ref('int_' ~ source ~ '_unioned') }}
    where
        not is_deleted
        {%- if source == 'people' %}
        and record_kind <> 'customer'
        {%- endif %}

),

{% if source == entity -%}
{{ entity }}_clustered as (

    select * from {{ ref('int_' ~ entity ~ '_clustered') }}

),

{% endif -%}
{%- endfor -%}
described as (

    select * from {{ ref('int_people_described') }}

),

held as (
    {% for source, (entity, id) in entities.items() %}
    select
        '{{ entity }}' as entity,
        clustered.{{ id }} as thing_id,
        clustered.record_key,
        {{ source }}.source_system,
        {{ source }}.connection,
        {{ source }}.record_id,
        {{ source }}.synced_record_ids,
        {{ 'cast(null as text)' if source == 'customers' else source ~ '.entered_by' }}
            as entered_by,
        {{ source }}.source_created_at,
        {{ source }}.source_changed_at

    from {{ source }}

    inner join {{ entity }}_clustered as clustered
        on
            {{ source }}.source_system = clustered.source_system
            and {{ source }}.connection = clustered.connection
            and {{ source }}.source_object = clustered.source_object
            and {{ source }}.record_id = clustered.record_id
    {%- if entity == 'accounts' %}
            and clustered.entity = '{{ source }}'
    {%- elif source == 'people' %}

    inner join described
        on
            clustered.person_id = described.person_id
            and not described.is_internal
    {%- endif %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select
    *,
    row_number() over (
        partition by entity, thing_id, source_system
        order by
            source_changed_at desc nulls last,
            record_id desc,
            connection,
            record_key
    ) as record_order,
    min(source_system) over (partition by entity, thing_id)
    <> max(source_system) over (partition by entity, thing_id) as is_shared

from held
