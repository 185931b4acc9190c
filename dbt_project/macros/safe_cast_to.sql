{#-
    A text as one of our kinds of value, null where it is none, or one that a column can't hold.
    Kinds: instant (ISO 8601 with its zone, or UTC), epoch_seconds, epoch_milliseconds, date,
    decimal, rate, integer, boolean. Instants are of the years 1 to 9999.
-#}
{% macro safe_cast_to(kind, text) -%}
    {{ adapter.dispatch('safe_cast_to', 'accord')(kind, text) }}
{%- endmacro %}

{% macro duckdb__safe_cast_to(kind, text) -%}
    {%- if kind == 'instant' -%}
        case
            when {{ accord.is_instant_text(text) }}
                then try_cast({{ text }} as timestamptz) at time zone 'UTC'
        end
    {%- elif kind == 'date' -%}
        case when {{ accord.is_day_text(text) }} then try_cast({{ text }} as date) end
    {%- elif kind in ('epoch_seconds', 'epoch_milliseconds') -%}
        {%- set second = 1 if kind == 'epoch_seconds' else 1000 -%}
        {%- set number = accord.safe_cast_to('integer', text) -%}
        make_timestamp(
            case when {{ accord.is_of_our_years(number, second) }} then {{ number }} end
            * {{ 1000000 // second }}
        )
    {%- elif kind == 'boolean' -%}
        {{ accord.boolean_of(text) }}
    {%- else -%}
        case
            when {{ accord.is_number_text(text) }}
                then try_cast({{ text }} as {{ accord.type_of_kind(kind) }})
        end
    {%- endif -%}
{%- endmacro %}

{% macro postgres__safe_cast_to(kind, text) -%}
    {%- set whole_microseconds
        = "regexp_replace(" ~ text ~ ", '([.][0-9]{6})[0-9]+', '\\1')" -%}
    {%- set month = "cast(left(" ~ text ~ ", 7) || '-01' as date)" -%}
    {%- set is_day = "cast(substr(" ~ text ~ ", 9, 2) as integer) <= "
        ~ "extract(day from " ~ month ~ " + interval '1 month' - interval '1 day')" -%}
    {%- if kind == 'instant' -%}
        case when {{ accord.is_instant_text(text) }} then
            case when {{ is_day }} then
                cast({{ whole_microseconds }} as timestamptz) at time zone 'UTC'
            end
        end
    {%- elif kind == 'date' -%}
        case when {{ accord.is_day_text(text) }} then
            case when {{ is_day }} then cast({{ text }} as date) end
        end
    {%- elif kind in ('epoch_seconds', 'epoch_milliseconds') -%}
        {%- set second = 1 if kind == 'epoch_seconds' else 1000 -%}
        {%- set number = accord.safe_cast_to('integer', text) -%}
        case when {{ accord.is_of_our_years(number, second) }} then
            timestamp '1970-01-01'
            + ({{ number }} / {{ 86400 * second }}) * interval '1 day'
            + ({{ number }} % {{ 86400 * second }})
            * interval '1 {{ kind.removeprefix("epoch_").removesuffix("s") }}'
        end
    {%- elif kind == 'boolean' -%}
        {{ accord.boolean_of(text) }}
    {%- else -%}
        {%- set places = {'decimal': 4, 'rate': 12, 'integer': 0}[kind] -%}
        {%- set rounded = "round(cast(" ~ text ~ " as numeric), " ~ places ~ ")" -%}
        {%- set fits = rounded ~ " between -9223372036854775808 and 9223372036854775807"
            if kind == 'integer' else "abs(" ~ rounded ~ ") < 1e" ~ (38 - places) -%}
        case when {{ accord.is_number_text(text) }} then
            case when {{ fits }} then
                cast({{ rounded }} as {{ accord.type_of_kind(kind) }})
            end
        end
    {%- endif -%}
{%- endmacro %}

{#- Whether a number of seconds (or of parts of one) since 1970 lies in the years 1 to 9999. -#}
{% macro is_of_our_years(number, parts) -%}
    ({{ number }}) between {{ -62135596800 * parts }} and {{ 253402300800 * parts - 1 }}
{%- endmacro %}
