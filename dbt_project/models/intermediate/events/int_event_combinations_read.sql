with

combinations as (

    select * from {{ ref('int_event_combinations_listed') }}

),

pages as (

    select distinct definition_version
    from {{ ref('int_pages_applied') }}

),

outcomes as (

    select * from {{ ref('stg_definitions__outcomes') }}

),

automatic_authors as (

    select * from {{ ref('stg_definitions__automatic_authors') }}

),

statuses as (

    select * from {{ ref('stg_definitions__statuses') }}

),

-- What each page says of the words of a source. A word that it does not list stays without
-- meaning: what it means is a question for sales, and `int_labels_unlisted` asks it.
read as (

    select
        combinations.combination_key,
        pages.definition_version,
        combinations.event,
        combinations.source_system,
        combinations.record_kind,
        combinations.touch_type,
        combinations.side,
        coalesce(combinations.outcome, outcomes.outcome) as outcome,
        combinations.named_asset as asset,
        case
            when automatic_authors.source_author is not null then 'true'
            else combinations.is_automatic
        end as is_automatic,
        combinations.named_medium as medium,
        combinations.campaign_type,
        statuses.means,
        statuses.claims,
        combinations.owner_is_user,
        combinations.score,
        combinations.email_kind

    from combinations

    cross join pages

    left join outcomes
        on
            pages.definition_version = outcomes.definition_version
            and combinations.source_system = outcomes.source_system
            and combinations.touch_type = outcomes.touch_type
            and combinations.named_outcome = outcomes.source_outcome

    left join automatic_authors
        on
            pages.definition_version = automatic_authors.definition_version
            and combinations.source_system = automatic_authors.source_system
            and combinations.named_author = automatic_authors.source_author

    left join statuses
        on
            pages.definition_version = statuses.definition_version
            and combinations.source_system = statuses.source_system
            and combinations.named_field = statuses.field
            and combinations.named_label = statuses.source_status

)

select * from read
