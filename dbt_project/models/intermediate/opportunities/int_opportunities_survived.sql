{% set fields = [
    'opportunity_name',
    'opportunity_type',
    'lead_source',
    'loss_reason',
    'competitor',
    'probability',
    'close_date',
] %}
{% set ranked = fields + [
    'amount', 'stage', 'source_account_id', 'source_user_id', 'source_campaign_id'
] %}

with

opportunities as (

    select * from {{ ref('int_opportunities_unioned') }}
    where not is_deleted

),

clustered as (

    select * from {{ ref('int_opportunities_clustered') }}

),

pointed as (

    select * from {{ ref('int_opportunities_pointed') }}

),

{{ survivorship_ranks('opportunities', 'opportunities', ranked) }},

valued as (

    select
        clustered.opportunity_id,
        clustered.record_key,
        opportunities.source_system,
        opportunities.connection,
        {{ unless_blank('opportunities.opportunity_name') }} as opportunity_name,
        {{ unless_blank('opportunities.opportunity_type') }} as opportunity_type,
        {{ unless_blank('opportunities.lead_source') }} as lead_source,
        {{ unless_blank('opportunities.loss_reason') }} as loss_reason,
        {{ unless_blank('opportunities.competitor') }} as competitor,
        {{ unless_blank('opportunities.stage') }} as stage,
        pointed.account_id,
        pointed.owner_user_id,
        pointed.campaign_id,
        opportunities.amount,
        opportunities.probability,
        opportunities.close_date,
        opportunities.source_created_at,
        {{ record_order('clustered.opportunity_id', 'opportunities') }},
        {%- for field in ranked %}
        system_ranks.{{ field }}_rank
        {{- "," if not loop.last }}
        {%- endfor %}

    from opportunities

    inner join clustered
        on
            opportunities.source_system = clustered.source_system
            and opportunities.connection = clustered.connection
            and opportunities.source_object = clustered.source_object
            and opportunities.record_id = clustered.record_id

    inner join system_ranks
        on opportunities.source_system = system_ranks.source_system

    inner join pointed
        on clustered.record_key = pointed.record_key

),

survived as (

    select
        opportunity_id,
        {%- for field in fields %}
        {{ surviving(field) }} as {{ field }},
        {%- endfor %}
        {{ surviving('account_id', 'source_account_id') }} as account_id,
        {{ surviving('owner_user_id', 'source_user_id') }} as owner_user_id,
        {{ surviving('campaign_id', 'source_campaign_id') }} as campaign_id,
        {{ surviving('record_key', 'amount', 'amount is not null') }}
            as amount_record_key,
        {{ surviving('record_key', 'stage', 'stage is not null') }}
            as stage_record_key,
        count(distinct source_system || ' ' || connection) as system_count,
        min(source_created_at) as created_at

    from valued

    group by opportunity_id

)

select * from survived
