with

grouped as (

    select * from {{ ref('int_accounts_grouped') }}
    where not is_deleted

),

accounts as (

    select * from {{ ref('int_accounts_unioned') }}

),

customers as (

    select * from {{ ref('int_customers_unioned') }}

),

records as (

    select
        'accounts' as entity,
        source_system,
        connection,
        source_object,
        record_id,
        parent_source_account_id,
        account_name,
        country,
        city,
        postal_code,
        phone

    from accounts

    union all

    select
        'customers' as entity,
        source_system,
        connection,
        source_object,
        record_id,
        cast(null as text) as parent_source_account_id,
        customer_name as account_name,
        country,
        city,
        postal_code,
        phone

    from customers

),

stated as (

    select
        grouped.record_key,
        grouped.group_key,
        parents.group_key as parent_group_key,
        {{ bare_company('records.account_name') }} as company,
        {{ bare_text('records.country') }} as country,
        {{ bare_text('records.city') }} as city,
        {{ bare_text('records.postal_code') }} as postal_code,
        regexp_replace(records.phone, '[^0-9]', '', 'g') as phone_digits

    from grouped

    inner join records
        on
            grouped.entity = records.entity
            and grouped.source_system = records.source_system
            and grouped.connection = records.connection
            and grouped.source_object = records.source_object
            and grouped.record_id = records.record_id

    left join grouped as parents
        on
            parents.entity = 'accounts'
            and records.source_system = parents.source_system
            and records.connection = parents.connection
            and records.parent_source_account_id = parents.record_id

)

select * from stated
