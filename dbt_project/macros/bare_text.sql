{#-
    A text as likeness compares it (docs/facts.md, section 2): lowercase, letters without marks,
    `ae`, `oe`, `ue` as `a`, `o`, `u` (`has_umlauts`), and nothing of what stands between words; null
    where nothing is left. Few texts hold more than ASCII: the others are spared the dear half.
-#}
{% macro bare_text(text, has_umlauts=true) -%}
    {%- set plain = "regexp_replace(lower(" ~ text ~ "), '[^a-z0-9]', '', 'g')" -%}
    {%- set marked = namespace(text="lower(" ~ accord.without_marks(text) ~ ")") -%}
    {%- for letter, spelled in [
        ('ß', 'ss'), ('æ', 'a'), ('Æ', 'a'), ('œ', 'o'), ('Œ', 'o'), ('ø', 'o'), ('Ø', 'o'),
        ('ł', 'l'), ('Ł', 'l'), ('đ', 'd'), ('Đ', 'd'), ('ı', 'i'),
    ] -%}
        {%- set marked.text = "replace(" ~ marked.text ~ ", '" ~ letter ~ "', '" ~ spelled ~ "')" -%}
    {%- endfor -%}
    {%- set between = '[\u0001-/:-@\\[-`{-\u00bf\u2000-\u206f]' -%}
    {%- set letters -%}
        case
            when {{ text }} ~ '^[ -~]*$' then {{ plain }}
            else regexp_replace({{ marked.text }}, '{{ between }}', '', 'g')
        end
    {%- endset -%}
    {%- if has_umlauts -%}
        nullif(replace(replace(replace({{ letters }}, 'ae', 'a'), 'oe', 'o'), 'ue', 'u'), '')
    {%- else -%}
        nullif({{ letters }}, '')
    {%- endif -%}
{%- endmacro %}

{#- A text without accents and other combining marks. -#}
{% macro without_marks(text) -%}
    {{ adapter.dispatch('without_marks', 'accord')(text) }}
{%- endmacro %}

{% macro duckdb__without_marks(text) -%}
    strip_accents({{ text }})
{%- endmacro %}

{% macro postgres__without_marks(text) -%}
    regexp_replace(normalize({{ text }}, nfd), '[\u0300-\u036f]', '', 'g')
{%- endmacro %}
