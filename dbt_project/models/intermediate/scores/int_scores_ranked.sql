with

staged as (

    select * from {{ ref('int_leads_staged') }}

),

scored as (

    select * from {{ ref('int_leads_scored') }}

),

counted as (
    {% for kind in ['fit', 'intent'] %}
    {{- "union all\n" if not loop.first }}
    select
        staged.judged_by,
        staged.definition_version,
        '{{ kind }}' as score_kind,
        scored.{{ kind }}_score as score,
        count(*) as lead_count

    from scored

    inner join staged
        on
            scored.judged_by = staged.judged_by
            and scored.lead_id = staged.lead_id

    group by
        staged.judged_by,
        staged.definition_version,
        scored.{{ kind }}_score
    {% endfor %}
),

placed as (

    select
        judged_by,
        definition_version,
        score_kind,
        score,
        cast(
            sum(lead_count) over (
                partition by judged_by, definition_version, score_kind
                order by score
                rows unbounded preceding
            )
            - lead_count as bigint
        ) as lower_count,
        cast(
            sum(lead_count) over (
                partition by judged_by, definition_version, score_kind
            ) as bigint
        ) as all_count

    from counted

),

-- Whoever has the same score stands in the same decile, so one may be empty.
ranked as (

    select
        judged_by,
        definition_version,
        score_kind,
        score,
        1 + {{ whole_quotient('10 * lower_count', 'all_count') }} as decile

    from placed

)

select * from ranked
