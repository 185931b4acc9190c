with

opportunity_contact_roles as (

    select * from {{ ref('stg_salesforce__opportunity_contact_roles') }}

),

opportunity_people_of_salesforce as (

    select
        opportunity_contact_roles.*,
        'salesforce' as source_system,
        'OpportunityContactRole' as source_object,
        'Contact' as source_person_object,
        opportunity_contact_roles.source_created_at as associated_at

    from opportunity_contact_roles

)

{{ conform('opportunity_people', 'opportunity_people_of_salesforce') }}
