with

campaigns as (

    select * from {{ ref('int_campaigns_unioned') }}
    where not is_deleted

),

keyed as (

    select
        {{ record_key('campaigns') }} as campaign_id,
        source_system,
        connection,
        source_object,
        record_id,
        campaign_name,
        {{ unless_blank('campaign_type') }} as campaign_type,
        status,
        parent_source_campaign_id,
        currency_code,
        budget_amount,
        actual_amount,
        start_date,
        end_date

    from campaigns

)

select * from keyed
