with

combinations as (

    select * from {{ ref('int_event_combinations_read') }}

),

unpivoted as (
    {% for attribute in event_attributes() %}
    {{- "union all\n" if not loop.first }}
    select
        combination_key,
        definition_version,
        '{{ attribute }}' as attribute,
        cast({{ attribute }} as text) as value

    from combinations

    where {{ attribute }} is not null
    {% endfor %}
)

select * from unpivoted
