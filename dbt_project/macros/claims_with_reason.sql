{#-
    CTEs that end in `claims_with_reason`: each claim with the reason its record carried at that
    instant or got at the same. `changes` holds claims and, under `reason_field`, the reasons.
-#}
{% macro claims_with_reason(changes, reason_field) -%}
reason_periods as (

    select
        connection,
        record_key,
        new_value as reason,
        changed_at as valid_from,
        coalesce(
            lead(changed_at) over (
                partition by connection, record_key
                order by
                    changed_at,
                    ties_after desc,
                    case when old_value is null then 0 else 1 end,
                    record_id
            ),
            timestamp '9999-12-31'
        ) as valid_to

    from {{ changes }}

    where field = '{{ reason_field }}'

),

claims_with_reason as (

    select
        {{ changes }}.*,
        nullif(trim(reason_periods.reason), '') as reason

    from {{ changes }}

    left join reason_periods
        on
            {{ changes }}.connection = reason_periods.connection
            and {{ changes }}.record_key = reason_periods.record_key
            and {{ changes }}.changed_at >= reason_periods.valid_from
            and {{ changes }}.changed_at < reason_periods.valid_to

    where {{ changes }}.field != '{{ reason_field }}'

)
{%- endmacro %}
