with

associations as (

    select * from {{ ref('stg_hubspot__associations') }}

),

targets as (

    select
        associations.connection,
        associations.association,
        associations.source_from_id,
        associations.first_load_id,
        associations.load_id,
        {{ json_text('elements.element', ['toObjectId']) }} as source_to_id,
        {{ json_text('elements.element', ['associationTypes']) }} as association_types,
        associations.is_deleted,
        associations.deleted_at

    from associations

    cross join
        lateral {{ json_elements('associations.targets') }} as elements (element)

),

types as (

    select
        targets.*,
        {{ json_text('elements.element', ['label']) }} as label

    from targets

    left join
        lateral {{ json_elements('targets.association_types') }} as elements (element)
        on true

),

-- Several labels may stand on one association.
labelled_targets as (

    select
        connection,
        association,
        source_from_id,
        source_to_id,
        first_load_id,
        load_id,
        max(case when label != 'Primary' then label end) as label,
        coalesce(bool_or(label = 'Primary'), false) as is_primary,
        is_deleted,
        deleted_at

    from types

    group by
        connection,
        association,
        source_from_id,
        source_to_id,
        first_load_id,
        load_id,
        is_deleted,
        deleted_at

)

select * from labelled_targets
