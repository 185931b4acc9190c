{#-
    The columns together are unique, none of them is null, and no value that the vendor sent
    became null because it is not of the type we read it as. `field` says which of it failed:
    the key, or the vendor's own fields.
-#}
{% test keyed_and_typed(model, columns) %}

    select
        {{ columns | join(', ') }},
        'the key' as field,
        count(*) as row_count

    from {{ model }}

    group by {{ columns | join(', ') }}

    having
        count(*) > 1
        {%- for column in columns %}
        or {{ column }} is null
        {%- endfor %}

    union all

    select
        {{ columns | join(', ') }},
        trim(trailing ',' from _failed_casts) as field,
        1 as row_count

    from {{ model }}

    where _failed_casts is not null

{% endtest %}
