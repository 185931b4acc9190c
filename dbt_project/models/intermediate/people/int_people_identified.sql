with

clustered as (

    select * from {{ ref('int_people_clustered') }}

),

people as (

    select * from {{ ref('int_people_unioned') }}

),

described as (

    select * from {{ ref('int_people_described') }}

),

standing as (

    select
        {{ record_key('people') }} as record_key,
        record_kind,
        lead_source,
        source_system,
        connection,
        source_campaign_id

    from people

    where not is_deleted

),

-- A merged record speaks with its survivor's values; one gone without merge is not here.
identified as (

    select
        clustered.record_key,
        clustered.person_id,
        clustered.source_system,
        clustered.connection,
        clustered.source_object,
        clustered.record_id,
        standing.record_kind,
        {{ unless_blank('standing.lead_source') }} as lead_source,
        standing.source_campaign_id,
        described.email_kind,
        clustered.is_deleted as is_merged,
        described.is_internal,
        clustered.source_created_at

    from clustered

    inner join standing
        on clustered.standing_key = standing.record_key

    inner join described
        on clustered.person_id = described.person_id

)

select * from identified
