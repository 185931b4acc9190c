with

activities as (

    select * from {{ ref('conformed_salesforce__activities') }}

),

users as (

    select * from {{ ref('stg_salesforce__users') }}

),

-- The beginning of an id tells of what object it is.
sales_touches as (

    select
        activities.*,
        'salesforce' as source_system,
        activities.who_id as source_person_id,
        case
            when activities.who_id like '00Q%' then 'Lead'
            when activities.who_id like '003%' then 'Contact'
        end as source_person_object,
        case when activities.what_id like '001%' then activities.what_id end
            as source_account_id,
        case when activities.what_id like '006%' then activities.what_id end
            as source_opportunity_id,
        'sales' as side,
        users.alias as source_author,
        activities.subject as asset,
        false as is_automatic

    from activities

    left join users
        on
            activities.connection = users.connection
            and activities.created_by_id = users.record_id

)

{{ conform('touches', 'sales_touches', without=[
    'source_campaign_id', 'source_medium',
]) }}
