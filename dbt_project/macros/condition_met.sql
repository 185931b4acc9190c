{#- Whether the value of an attribute meets a condition of a page. -#}
{% macro condition_met(condition, value) -%}
    case {{ condition }}.operator
        when 'one_of' then {{ condition }}.value = {{ value }}
        when 'like'
            then
                lower({{ value }})
                like {{ like_pattern('lower(' ~ condition ~ '.value)') }} escape '!'
        when 'at_least'
            then
                {{ safe_cast_to('decimal', value) }}
                >= {{ safe_cast_to('decimal', condition ~ '.value') }}
        when 'at_most'
            then
                {{ safe_cast_to('decimal', value) }}
                <= {{ safe_cast_to('decimal', condition ~ '.value') }}
    end
{%- endmacro %}
