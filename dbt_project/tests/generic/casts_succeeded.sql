{#- No value that the vendor sent became null because it is not of the type we read it as. -#}
{% test casts_succeeded(model) %}

    select
        record_id,
        _failed_casts

    from {{ model }}

    where _failed_casts is not null

{% endtest %}
