{#-
    A text as one of our kinds of value, null where it is none. Kinds: instant (ISO 8601 with its
    zone, or UTC), epoch_seconds, epoch_milliseconds, date, decimal, rate, integer, boolean.
-#}
{% macro safe_cast_to(kind, text) -%}
    {{ adapter.dispatch('safe_cast_to', 'accord')(kind, text) }}
{%- endmacro %}

{% macro duckdb__safe_cast_to(kind, text) -%}
    {%- if kind == 'instant' -%}
        try_cast({{ text }} as timestamptz) at time zone 'UTC'
    {%- elif kind == 'epoch_seconds' -%}
        make_timestamp(try_cast({{ text }} as bigint) * 1000000)
    {%- elif kind == 'epoch_milliseconds' -%}
        make_timestamp(try_cast({{ text }} as bigint) * 1000)
    {%- elif kind == 'boolean' -%}
        {{ accord.boolean_of(text) }}
    {%- else -%}
        try_cast({{ text }} as {{ accord.type_of_kind(kind) }})
    {%- endif -%}
{%- endmacro %}

{% macro postgres__safe_cast_to(kind, text) -%}
    {%- set number = "'^ *[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)? *$'" -%}
    {%- set day = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])" -%}
    {%- set clock = "[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?" -%}
    {%- set zone = "(Z|[+-][0-9]{2}(:?[0-9]{2})?)?" -%}
    {%- set month = "cast(left(" ~ text ~ ", 7) || '-01' as date)" -%}
    {%- set is_day = "cast(substr(" ~ text ~ ", 9, 2) as integer) <= "
        ~ "extract(day from " ~ month ~ " + interval '1 month' - interval '1 day')" -%}
    {%- if kind == 'instant' -%}
        case when {{ text }} ~ '^{{ day }}({{ clock }})?{{ zone }}$' then
            case when {{ is_day }} then cast({{ text }} as timestamptz) at time zone 'UTC' end
        end
    {%- elif kind == 'date' -%}
        case when {{ text }} ~ '^{{ day }}$' then
            case when {{ is_day }} then cast({{ text }} as date) end
        end
    {%- elif kind in ('epoch_seconds', 'epoch_milliseconds') -%}
        case when {{ text }} ~ '^-?[0-9]{1,15}$' then
            timestamp '1970-01-01'
            + cast({{ text }} as bigint)
            * interval '1 {{ kind.removeprefix("epoch_").removesuffix("s") }}'
        end
    {%- elif kind == 'integer' -%}
        case when {{ text }} ~ {{ number }} then cast(cast({{ text }} as numeric) as bigint) end
    {%- elif kind == 'boolean' -%}
        {{ accord.boolean_of(text) }}
    {%- else -%}
        case when {{ text }} ~ {{ number }} then
            cast({{ text }} as {{ accord.type_of_kind(kind) }})
        end
    {%- endif -%}
{%- endmacro %}
