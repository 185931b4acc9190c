{#-
    The rows are the dates of periods, one each: no two periods of one thing share a date. Asked of
    the periods, because a view over them may have a thousand times as many rows.
-#}
{% test keyed_by_periods(model, periods, columns, first, last) %}

    with in_order as (

        select
            {{ columns | join(', ') }},
            {{ last }},
            lead({{ first }}) over (
                partition by {{ columns | join(', ') }}
                order by {{ first }}, {{ last }}
            ) as next_first

        from {{ periods }}

        where {{ last }} >= {{ first }}

    )

    select * from in_order
    where
        next_first <= {{ last }}
        {%- for column in columns %}
        or {{ column }} is null
        {%- endfor %}

{% endtest %}
