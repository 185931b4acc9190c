{#- UTF-8 read as Latin-1 and in lowercase; DuckDB matches a pattern with the whole text. -#}
{%- set marks = "'(.|[\n])*(\ufffd|[\u00e2\u00e3][\u0080-\u00bf]|\u00e2\u20ac)(.|[\n])*'" -%}
{%- set signs = ['encoding', 'joined', 'misplaced', 'cut', 'scaled', 'mapped'] -%}

with

stated as (

    select * from {{ ref('int_values_held') }}
    where text_value is not null or number_value is not null

),

paired as (

    select * from {{ ref('int_values_beside') }}

),

collapsed as (

    select * from {{ ref('int_values_collapsed') }}

),

lengths as (

    select
        entity,
        source_system,
        field,
        max(length(text_value)) as longest

    from stated

    group by entity, source_system, field

),

names as (

    select
        entity,
        thing_id,
        source_system,
        max(case when field = 'first_name' then value end)
        || max(case when field = 'last_name' then value end) as whole_name

    from stated

    where
        entity = 'people'
        and field in ('first_name', 'last_name')

    group by entity, thing_id, source_system

),

elsewhere as (

    select distinct
        paired.entity,
        paired.thing_id,
        paired.source_system,
        paired.other_system,
        paired.field

    from paired

    inner join stated
        on
            paired.entity = stated.entity
            and paired.thing_id = stated.thing_id
            and paired.other_system = stated.source_system
            and paired.field <> stated.field
            and paired.text_value = stated.text_value

    where
        paired.text_value <> paired.other_text
        and length(paired.text_value) >= 3

),

judged as (

    select
        paired.entity,
        paired.thing_id,
        paired.source_system,
        paired.other_system,
        paired.field,
        paired.number_value is not null as has_numbers,
        coalesce(
            paired.text_value ~ {{ marks }} and not paired.other_text ~ {{ marks }},
            false
        ) as is_encoding,
        coalesce(
            paired.field in ('first_name', 'last_name')
            and paired.value = names.whole_name,
            false
        ) as is_joined,
        elsewhere.thing_id is not null as is_misplaced,
        coalesce(
            length(paired.text_value) >= 10
            and length(paired.text_value) = lengths.longest
            and length(paired.other_text) > lengths.longest
            and left(paired.other_text, cast(lengths.longest as integer))
            = paired.text_value
            and substr(paired.other_text, cast(lengths.longest as integer), 2)
            ~ '^[[:alnum:]]{2}$',
            false
        ) as is_cut,
        coalesce(
            paired.number_value <> 0
            and paired.number_value
            in (paired.other_number * 100, paired.other_number * 1000),
            false
        ) as is_scaled,
        collapsed.value is not null as is_mapped

    from paired

    left join lengths
        on
            paired.entity = lengths.entity
            and paired.source_system = lengths.source_system
            and paired.field = lengths.field

    left join names
        on
            paired.entity = names.entity
            and paired.thing_id = names.thing_id
            and paired.other_system = names.source_system

    left join elsewhere
        on
            paired.entity = elsewhere.entity
            and paired.thing_id = elsewhere.thing_id
            and paired.source_system = elsewhere.source_system
            and paired.other_system = elsewhere.other_system
            and paired.field = elsewhere.field

    left join collapsed
        on
            paired.entity = collapsed.entity
            and paired.source_system = collapsed.source_system
            and paired.other_system = collapsed.other_system
            and paired.field = collapsed.field
            and paired.value = collapsed.value
            and paired.other_value = collapsed.other_value

)

-- The first sign that fits tells.
select
    entity,
    thing_id,
    source_system,
    other_system,
    field,
    has_numbers,
    case
        {%- for sign in signs %}
        when is_{{ sign }} then '{{ sign }}'
        {%- endfor %}
    end as sign

from judged
