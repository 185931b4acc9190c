with

disputes as (

    select * from {{ ref('stg_stripe__disputes') }}

),

disputes_of_stripe as (

    select
        disputes.connection,
        disputes.record_id,
        disputes.merged_into_id,
        disputes.first_load_id,
        disputes.load_id,
        'stripe' as source_system,
        'dispute' as source_object,
        disputes.source_payment_id,
        disputes.status,
        disputes.reason,
        upper(disputes.currency_code) as currency_code,
        {{ stripe_major_units('disputes.amount_minor', 'disputes.currency_code') }}
            as amount,
        disputes.source_created_at as disputed_at,
        disputes.is_deleted,
        disputes.deleted_at,
        disputes.source_created_at

    from disputes

)

{{ conform('disputes', 'disputes_of_stripe', without=['source_changed_at']) }}
