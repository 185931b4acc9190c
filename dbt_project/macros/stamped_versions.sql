{#-
    CTEs that end in `stamped_versions`: the latest versions, after the macro of that name, each
    with the creation stamp that its record's first accepted version bore. Keys go by that one:
    a vendor may set a creation date anew, and what was read first stays what it was.
-#}
{% macro stamped_versions(field, casts) -%}
versions_in_order as (

    select
        *,
        row_number() over (
            partition by _connection, _object, _record_id
            order by version_rank desc
        ) as version_number

    from accepted_versions

),

first_versions as (

    select
        _connection,
        _object,
        _record_id,
        {{ typed(field, casts) }} as first_created_at

    from versions_in_order

    where version_number = 1

),

stamped_versions as (

    select
        latest_versions.*,
        first_versions.first_created_at

    from latest_versions

    inner join first_versions
        on
            latest_versions._connection = first_versions._connection
            and latest_versions._object = first_versions._object
            and latest_versions._record_id = first_versions._record_id

)
{%- endmacro %}
