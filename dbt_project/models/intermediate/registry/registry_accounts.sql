with

keyed as (

    select * from {{ ref('int_accounts_keyed') }}

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
