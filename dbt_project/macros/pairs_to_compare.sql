{#-
    CTEs that end in `to_compare`: of `pairs` (group_key, other_key) those of which one group states
    something else than when they were last compared. The others are `kept` as they were found then.
    What a group states are the columns `said` of its rows in `stated`.
-#}
{% macro pairs_to_compare(pairs, stated, said) -%}
digests as (

    select
        group_key,
        {{ digest_of_rows(said) }} as digest

    from {{ stated }}

    group by group_key

),

digested as (

    select
        {{ pairs }}.group_key,
        {{ pairs }}.other_key,
        digests.digest,
        other_digests.digest as other_digest

    from {{ pairs }}

    inner join digests
        on {{ pairs }}.group_key = digests.group_key

    inner join digests as other_digests
        on {{ pairs }}.other_key = other_digests.group_key

),

{% if is_incremental() -%}
kept as (

    select compared_before.*

    from {{ this }} as compared_before

    inner join digested
        on
            compared_before.group_key = digested.group_key
            and compared_before.other_key = digested.other_key
            and compared_before.digest = digested.digest
            and compared_before.other_digest = digested.other_digest

),

{% endif -%}
to_compare as (

    select digested.*

    from digested
    {%- if is_incremental() %}

    left join kept
        on
            digested.group_key = kept.group_key
            and digested.other_key = kept.other_key

    where kept.group_key is null
    {%- endif %}

)
{%- endmacro %}

{#- What was compared before and need not be again, after what has just been. -#}
{% macro and_kept() -%}
    {%- if is_incremental() -%}
union all

select * from kept
    {%- endif -%}
{%- endmacro %}

{#- 64 bits that tell distinct rows from others, in whatever order they come. -#}
{% macro digest_of_rows(columns) -%}
    {{ adapter.dispatch('digest_of_rows', 'accord')(columns) }}
{%- endmacro %}

{% macro duckdb__digest_of_rows(columns) -%}
    bit_xor(hash({{ columns | join(', ') }}))
{%- endmacro %}

{% macro postgres__digest_of_rows(columns) -%}
    bit_xor(hashtextextended(cast(row({{ columns | join(', ') }}) as text), 0))
{%- endmacro %}
