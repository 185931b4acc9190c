with

told as (

    select * from {{ ref('int_opportunity_values_dated') }}

),

stages as (

    select * from {{ ref('int_opportunity_stages_dated') }}

),

clustered as (

    select * from {{ ref('int_opportunities_clustered') }}

),

users as (

    select
        *,
        'owner' as field

    from {{ ref('int_users_clustered') }}

),

-- An owner who is no user of the source is none.
filled as (

    select
        told.opportunity_id,
        told.record_key,
        told.field,
        case when told.field = 'owner' then users.user_id else told.told_value end
            as told_value,
        told.value_rank,
        told.is_held,
        told.valid_from_at,
        told.valid_to_at

    from told

    inner join clustered
        on told.record_key = clustered.record_key

    left join users
        on
            clustered.source_system = users.source_system
            and clustered.connection = users.connection
            and told.told_value = users.record_id
            and told.field = users.field

),

moments as (

    select distinct
        opportunity_id,
        valid_from_at
    from told

),

candidates as (

    select
        moments.opportunity_id,
        moments.valid_from_at,
        filled.record_key,
        filled.field,
        filled.told_value,
        filled.is_held,
        filled.valid_from_at as told_from_at,
        row_number() over (
            partition by moments.opportunity_id, moments.valid_from_at, filled.field
            order by filled.value_rank
        ) as candidate_rank

    from moments

    inner join filled
        on
            moments.opportunity_id = filled.opportunity_id
            and moments.valid_from_at >= filled.valid_from_at
            and (
                filled.valid_to_at is null
                or moments.valid_from_at < filled.valid_to_at
            )
            and filled.told_value is not null
            and filled.field <> 'currency'

),

values_known as (

    select * from candidates
    where candidate_rank = 1

),

currencies_known as (

    select
        values_known.opportunity_id,
        values_known.valid_from_at,
        filled.told_value as currency_code,
        filled.is_held

    from values_known

    inner join filled
        on
            values_known.record_key = filled.record_key
            and filled.field = 'currency'
            and values_known.valid_from_at >= filled.valid_from_at
            and (
                filled.valid_to_at is null
                or values_known.valid_from_at < filled.valid_to_at
            )

    where values_known.field = 'amount'

),

survived as (

    select
        moments.opportunity_id,
        owners.told_value as owner_user_id,
        stages.opportunity_stage,
        stages.outcome,
        stages.forecast_category,
        currencies_known.currency_code,
        {{ safe_cast_to('decimal', 'amounts.told_value') }} as amount,
        nullif(
            concat_ws(
                ';',
                case when amounts.is_held then 'amount' end,
                case when close_dates.is_held then 'close_date' end,
                case
                    when currencies_known.is_held
                        and currencies_known.currency_code is not null
                        then 'currency_code'
                end,
                case when values_of_stages.is_held then 'opportunity_stage' end,
                case when owners.is_held then 'owner_user_id' end
            ),
            ''
        ) as held_columns,
        {{ safe_cast_to('date', 'close_dates.told_value') }} as close_date,
        case when stages.outcome <> 'open' then stages.entered_at end as closed_at,
        moments.valid_from_at

    from moments
    {% for known, field in [
        ('amounts', 'amount'),
        ('close_dates', 'close_date'),
        ('owners', 'owner'),
        ('values_of_stages', 'stage'),
    ] %}
    left join values_known as {{ known }}
        on
            moments.opportunity_id = {{ known }}.opportunity_id
            and moments.valid_from_at = {{ known }}.valid_from_at
            and {{ known }}.field = '{{ field }}'
    {% endfor %}
    left join currencies_known
        on
            moments.opportunity_id = currencies_known.opportunity_id
            and moments.valid_from_at = currencies_known.valid_from_at

    left join stages
        on
            values_of_stages.record_key = stages.record_key
            and values_of_stages.told_from_at = stages.valid_from_at

)

select * from survived
