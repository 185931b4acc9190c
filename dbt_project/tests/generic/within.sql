{#- Every value that is there lies within the bounds given. -#}
{% test within(model, column_name, least=none, greatest=none) %}

    select {{ column_name }}

    from {{ model }}

    where
        false
        {%- if least is not none %}
        or {{ column_name }} < {{ least }}
        {%- endif %}
        {%- if greatest is not none %}
        or {{ column_name }} > {{ greatest }}
        {%- endif %}

{% endtest %}
