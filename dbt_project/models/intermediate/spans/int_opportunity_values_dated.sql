{#- Fields that have a history: the column of the record, and whose list of systems decides. -#}
{% set tracked = {
    'amount': ('amount', 'amount'),
    'close_date': ('close_date', 'close_date'),
    'currency': ('currency_code', 'amount'),
    'owner': ('source_user_id', 'source_user_id'),
    'stage': ('stage', 'stage'),
} %}

with

opportunities as (

    select * from {{ ref('int_opportunities_unioned') }}
    where not is_deleted

),

clustered as (

    select * from {{ ref('int_opportunities_clustered') }}

),

survived as (

    select * from {{ ref('int_opportunities_survived') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

),

changes as (

    select * from {{ ref('int_opportunity_changes_unioned') }}
    where
        field in (
            {%- for field in tracked %}
            '{{ field }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )
        and (field <> 'stage' or new_value is not null)
        and not is_deleted

),

{{ survivorship_ranks(
    'opportunities', 'opportunities',
    ['amount', 'close_date', 'source_user_id', 'stage']
) }},

records as (

    select
        clustered.opportunity_id,
        clustered.record_key,
        opportunities.*,
        survived.created_at,
        {{ record_order('clustered.opportunity_id', 'opportunities') }},
        system_ranks.amount_rank,
        system_ranks.close_date_rank,
        system_ranks.source_user_id_rank,
        system_ranks.stage_rank

    from opportunities

    inner join clustered
        on
            opportunities.source_system = clustered.source_system
            and opportunities.connection = clustered.connection
            and opportunities.source_object = clustered.source_object
            and opportunities.record_id = clustered.record_id

    inner join survived
        on clustered.opportunity_id = survived.opportunity_id

    inner join system_ranks
        on opportunities.source_system = system_ranks.source_system

),

-- A change of a merged record is one of its survivor.
stated as (

    select
        records.opportunity_id,
        records.record_key,
        changes.field,
        changes.new_value as told_value,
        changes.record_id as change_id,
        changes.changed_at,
        coalesce(changes.ties_after, 0) as ties_after

    from changes

    inner join settings
        on changes.changed_at <= settings.as_of

    inner join clustered
        on
            changes.source_system = clustered.source_system
            and changes.connection = clustered.connection
            and changes.source_opportunity_id = clustered.record_id

    inner join records
        on clustered.standing_key = records.record_key

),

beginnings as (

    select
        records.opportunity_id,
        coalesce(
            min(records.created_at), min(stated.changed_at), min(settings.as_of)
        ) as begins_at

    from records

    cross join settings

    left join stated
        on records.opportunity_id = stated.opportunity_id

    group by records.opportunity_id

),

record_fields as (
    {% for field, (column, ranked_by) in tracked.items() %}
    select
        opportunity_id,
        record_key,
        '{{ field }}' as field,
        {{ unless_blank('cast(' ~ column ~ ' as text)') }} as present_value,
        {{ ranked_by }}_rank * 1000000 + record_order as value_rank

    from records
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

-- Where no history tells a field, its present value is held for what it always was.
told as (

    select
        record_fields.opportunity_id,
        record_fields.record_key,
        record_fields.field,
        case
            when stated.change_id is null then record_fields.present_value
            when
                record_fields.field = 'currency'
                then coalesce(
                    {{ unless_blank('stated.told_value') }}, unnamed.currency_code
                )
            else {{ unless_blank('stated.told_value') }}
        end as told_value,
        record_fields.value_rank,
        stated.change_id,
        stated.ties_after,
        stated.change_id is null as is_held,
        coalesce(
            stated.changed_at, records.source_created_at, beginnings.begins_at
        ) as entered_at,
        greatest(
            stated.changed_at, records.source_created_at, beginnings.begins_at
        ) as valid_from_at

    from record_fields

    inner join records
        on record_fields.record_key = records.record_key

    inner join beginnings
        on record_fields.opportunity_id = beginnings.opportunity_id

    left join stated
        on
            record_fields.record_key = stated.record_key
            and record_fields.field = stated.field

    left join {{ ref('int_unnamed_currencies_applied') }} as unnamed
        on records.source_system = unnamed.source_system

),

in_order as (

    select
        *,
        lag(told_value) over (
            partition by record_key, field
            order by entered_at, ties_after desc, change_id
        ) as value_before,
        row_number() over (
            partition by record_key, field
            order by entered_at, ties_after desc, change_id
        ) as value_number

    from told

),

-- What is told again is no change; of what is told from one instant on the last counts.
last_told as (

    select
        *,
        row_number() over (
            partition by record_key, field, valid_from_at
            order by value_number desc
        ) as instant_rank

    from in_order

    where
        value_number = 1
        or told_value is distinct from value_before

),

dated as (

    select
        opportunity_id,
        record_key,
        field,
        told_value,
        value_rank,
        is_held,
        entered_at,
        valid_from_at,
        lead(valid_from_at) over (
            partition by record_key, field
            order by valid_from_at
        ) as valid_to_at

    from last_told

    where instant_rank = 1

)

select * from dated
