with

email_events as (

    select * from {{ ref('stg_hubspot__email_events') }}

),

email_campaigns as (

    select * from {{ ref('stg_hubspot__email_campaigns') }}

),

marketing_emails as (

    select * from {{ ref('stg_hubspot__marketing_emails') }}

),

contact_addresses as (

    select * from {{ ref('conformed_hubspot__contact_addresses') }}

),

mail_touches as (

    select
        email_events.*,
        'hubspot' as source_system,
        'email_events' as source_object,
        contact_addresses.source_person_id,
        'contacts' as source_person_object,
        marketing_emails.source_campaign_id,
        case email_events.event_type
            when 'SENT' then 'email_sent'
            when 'DELIVERED' then 'email_delivered'
            when 'BOUNCE' then 'email_bounced'
            when 'OPEN' then 'email_opened'
            when 'CLICK' then 'email_clicked'
            when 'STATUSCHANGE' then 'email_unsubscribed'
        end as touch_type,
        'marketing' as side,
        coalesce(marketing_emails.mailing_name, email_campaigns.mailing_name) as asset,
        true as is_automatic,
        email_events.touched_at as source_created_at

    from email_events

    left join email_campaigns
        on
            email_events.connection = email_campaigns.connection
            and email_events.source_mailing_id = email_campaigns.record_id

    left join marketing_emails
        on
            email_campaigns.connection = marketing_emails.connection
            and email_campaigns.source_marketing_email_id = marketing_emails.record_id

    left join contact_addresses
        on
            email_events.connection = contact_addresses.connection
            and contact_addresses.address
            = {{ normalised_address('email_events.email') }}

    where
        (
            email_events.event_type in ('SENT', 'DELIVERED', 'BOUNCE', 'OPEN', 'CLICK')
            or (
                email_events.event_type = 'STATUSCHANGE'
                and email_events.subscription_status = 'UNSUBSCRIBED'
            )
        )
        and not coalesce(email_events.is_filtered, false)

)

{{ conform('touches', 'mail_touches', without=[
    'source_changed_at', 'source_account_id', 'source_opportunity_id', 'source_user_id',
    'outcome', 'source_outcome', 'source_author', 'source_medium', 'duration_seconds',
]) }}
