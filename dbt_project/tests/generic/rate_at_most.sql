{#-
    No cell of a check of integrations has a higher rate, among those with `least_checked` or more: in
    the last month that has ended, or in the pending one where the check tells of no other.
-#}
{% test rate_at_most(model, check_name, rate, sign=none, entity=none, least_checked=20) %}

    with

    cells as (

        select
            integration_health_id,
            source_system,
            field,
            checked_count,
            affected_count,
            affected_rate,
            row_number() over (
                partition by entity, source_system, other_system, field, sign
                order by month_start_date
            ) as month_number

        from {{ model }}

        where
            check_name = '{{ check_name }}'
            {%- if sign %}
            and sign = '{{ sign }}'
            {%- endif %}
            {%- if entity %}
            and entity = '{{ entity }}'
            {%- endif %}
            and month_start_date >= (
                select
                    coalesce(
                        max(case when month_status = 'ended' then month_start_date end),
                        max(month_start_date)
                    )
                from {{ model }}
            )

    )

    select *

    from cells

    where
        month_number = 1
        and checked_count >= {{ least_checked }}
        and affected_rate > {{ rate }}

{% endtest %}
