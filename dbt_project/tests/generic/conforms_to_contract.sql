{#- The built relation has exactly the columns and types of its entity's contract. -#}
{% test conforms_to_contract(model, entity) %}

    {%- set problems = [] -%}
    {%- if execute -%}
        {%- set expected = [] -%}
        {%- for column in contract_columns(entity) -%}
            {%- do expected.append('cast(null as ' ~ column.data_type ~ ') as ' ~ column.name) -%}
        {%- endfor -%}
        {%- set wanted = {} -%}
        {%- for column in get_column_schema_from_query('select ' ~ expected | join(', ')) -%}
            {%- do wanted.update({column.name | lower: column.data_type}) -%}
        {%- endfor -%}
        {%- set found = {} -%}
        {%- for column in get_column_schema_from_query('select * from ' ~ model) -%}
            {%- do found.update({column.name | lower: column.data_type}) -%}
        {%- endfor -%}
        {%- for name, data_type in wanted.items() if found.get(name) != data_type -%}
            {%- do problems.append(name ~ ' is ' ~ found.get(name, 'missing') ~ ', not ' ~ data_type) -%}
        {%- endfor -%}
        {%- for name in found if name not in wanted -%}
            {%- do problems.append(name ~ ' is not in the contract') -%}
        {%- endfor -%}
    {%- endif -%}

    {% for problem in problems %}
    select '{{ problem }}' as problem
    {{ 'union all' if not loop.last }}
    {% else %}
    select cast(null as text) as problem
    where false
    {% endfor %}

{% endtest %}
