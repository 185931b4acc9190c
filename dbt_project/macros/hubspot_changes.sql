{#-
    CTEs that end in `tracked_values`: every value that the properties in `tracked`
    ({property: (our field, column of the record)}) took on a record; `dates` are those that
    hold an instant of which only the day counts: in the zone of `page_in_force`, a CTE that they
    need. A survivor of a merge shows its forerunners' values as its own, so theirs count as its
    too, once. HubSpot tells a first value as a version like any other; the record itself tells
    it where there is no version. Needs `recursive`.
-#}
{% macro hubspot_changes(history, records, tracked, dates=[]) -%}
merge_records as (

    select
        connection || '|' || record_id as record_key,
        connection || '|' || merged_into_id as merged_key,
        is_deleted

    from {{ records }}

),

{{ followed_merges('merge_records') }},

survivor_ids as (

    select
        {{ records }}.connection,
        {{ records }}.record_id,
        standing.record_id as survivor_id

    from {{ records }}

    inner join survivors
        on {{ records }}.connection || '|' || {{ records }}.record_id = survivors.record_key

    inner join {{ records }} as standing
        on survivors.survivor_key = standing.connection || '|' || standing.record_id

),

versions as (

    select
        history.connection,
        coalesce(survivor_ids.survivor_id, history.source_record_id)
            || substr(history.record_id, length(history.source_record_id) + 1) as record_id,
        coalesce(survivor_ids.survivor_id, history.source_record_id) as record_key,
        min(history.first_load_id) as first_load_id,
        min(history.load_id) as load_id,
        case history.property
            {%- for property, (field, column) in tracked.items() %}
            when '{{ property }}' then '{{ field }}'
            {%- endfor %}
        end as field,
        {% if dates -%}
        case
            when history.property in ('{{ dates | join("', '") }}')
                then cast({{ local_date(
                    safe_cast_to('instant', "nullif(history.value, '')"),
                    'page_in_force.time_zone'
                ) }} as text)
            else nullif(history.value, '')
        end as new_value,
        {% else -%}
        nullif(history.value, '') as new_value,
        {% endif -%}
        history.changed_at,
        max(history.ties_after) as ties_after

    from {{ history }} as history

    {% if dates -%}
    cross join page_in_force

    {% endif -%}
    left join survivor_ids
        on
            history.connection = survivor_ids.connection
            and history.source_record_id = survivor_ids.record_id

    where history.property in ('{{ tracked | join("', '") }}')

    group by 1, 2, 3, 6, 7, 8

),

changes as (

    select
        versions.*,
        lag(versions.new_value) over (
            partition by versions.connection, versions.record_key, versions.field
            order by versions.changed_at, versions.ties_after desc, versions.record_id
        ) as old_value

    from versions

),

present_values as (
    {% for property, (field, column) in tracked.items() %}
    select
        connection,
        record_id as record_key,
        first_load_id,
        load_id,
        '{{ field }}' as field,
        cast({{ column }} as text) as present_value,
        source_created_at

    from {{ records }}

    where merged_into_id is null
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

{{ tracked_values('changes', 'present_values', ties_after='ties_after') }}
{%- endmacro %}
