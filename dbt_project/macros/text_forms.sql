{#-
    Whether a text has the form of a value that both engines read alike. Their own readers go
    further, each in its own way: hexadecimal and underscored numbers, `epoch`, the year 0.
-#}
{% macro is_number_text(text) -%}
    {%- set plain = "'^ *[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+) *$'" -%}
    {%- set scaled = "'^ *[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)[eE][+-]?[0-9]{1,2} *$'" -%}
    {%- set short = "'^ *[+-]?[0-9.]{1,18}[eE][+-]?[0-9]{1,2} *$'" -%}
    length({{ text }}) <= 100
    and ({{ text }} ~ {{ plain }} or ({{ text }} ~ {{ scaled }} and {{ text }} ~ {{ short }}))
{%- endmacro %}

{% macro is_day_text(text) -%}
    {{ text }} ~ '^{{ accord.day_form() }}$'
{%- endmacro %}

{% macro is_instant_text(text) -%}
    {%- set minute = "[T ]([01][0-9]|2[0-3]):[0-5][0-9]" -%}
    {%- set zone = "(Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)?" -%}
    {%- set second = ":[0-5][0-9]([.][0-9]{1,9})?" ~ zone -%}
    {{ text }} ~ '^{{ accord.day_form() }}({{ minute }}({{ second }})?)?$'
{%- endmacro %}

{% macro day_form() -%}
    ([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])
{%- endmacro %}
