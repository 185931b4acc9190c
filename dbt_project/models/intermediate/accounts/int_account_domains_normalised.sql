with

accounts as (

    select * from {{ ref('int_accounts_keyed') }}

),

stated as (

    select
        record_key,
        unnest(string_to_array(stated_domains, ';')) as stated_domain

    from accounts

),

normalised as (

    select distinct
        record_key,
        {{ normalised_domain('stated_domain') }} as domain

    from stated

)

select * from normalised
where domain is not null
