{#- Whether something promised by an instant happened in time: met, breached or pending. -#}
{% macro promise_status(due_at, happened_at, as_of) -%}
    case
        when {{ due_at }} is null then 'not_applicable'
        when {{ happened_at }} <= {{ due_at }} then 'met'
        when {{ happened_at }} > {{ due_at }} or {{ as_of }} > {{ due_at }} then 'breached'
        else 'pending'
    end
{%- endmacro %}
