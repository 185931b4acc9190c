with

campaign_members as (

    select * from {{ ref('stg_salesforce__campaign_members') }}

),

memberships as (
    {% for person_id in ['lead_id', 'contact_id'] %}
    select
        connection,
        {{ person_id }} as source_person_id,
        source_campaign_id,
        source_created_at,
        record_id

    from campaign_members

    where {{ person_id }} is not null and not is_deleted
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

memberships_in_order as (

    select
        memberships.*,
        row_number() over (
            partition by memberships.connection, memberships.source_person_id
            order by memberships.source_created_at, memberships.record_id
        ) as membership_number

    from memberships

),

first_campaigns as (

    select
        connection,
        source_person_id,
        source_campaign_id

    from memberships_in_order

    where membership_number = 1

)

select * from first_campaigns
