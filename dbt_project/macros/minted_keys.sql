{#-
    The registry of an entity: every record ever seen, as it was when its key was minted. A build
    adds those that are new and changes none; the stamp is the one that was read first.
-#}
{% macro minted_keys(entity) -%}
with

keyed as (

    select * from {{ ref('int_' ~ entity ~ '_keyed') }}

),

{% if is_incremental() -%}
registered as (

    select * from {{ this }}

),

{% endif -%}
minted as (

    select
        keyed.record_key,
        keyed.source_system,
        keyed.connection,
        keyed.source_object,
        keyed.record_id,
        keyed.first_refresh_number,
        keyed.first_created_at as source_created_at

    from keyed
    {%- if is_incremental() %}

    left join registered
        on keyed.record_key = registered.record_key

    where registered.record_key is null
    {%- endif %}

)

select * from minted
{%- endmacro %}
