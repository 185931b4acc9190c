{% set kinds = ['statuses', 'outcomes', 'media', 'deal_labels', 'billing_intervals'] %}

with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

unlisted as (
    {% for kind in kinds %}
    {{- "union all\n" if not loop.first }}
    select
        source_system,
        field,
        label,
        to_add,
        row_count

    from {{ ref('int_' ~ kind ~ '_unlisted') }}
    {% endfor %}
)

select
    unlisted.source_system,
    unlisted.field,
    unlisted.label,
    settings.definition_version,
    unlisted.to_add,
    unlisted.row_count

from unlisted

cross join settings
