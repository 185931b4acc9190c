with

stated as (

    select * from {{ ref('int_accounts_stated') }}

),

valued as (

    select * from {{ ref('int_accounts_valued') }}

),

blocked as (

    select * from {{ ref('int_accounts_blocked') }}

),

-- Who is the other's parent is another company, however alike they are.
related as (

    select
        least(group_key, parent_group_key) as group_key,
        greatest(group_key, parent_group_key) as other_key
    from stated
    where parent_group_key is not null

),

pairs as (

    select distinct
        blocked.group_key,
        others.group_key as other_key

    from blocked

    inner join blocked as others
        on
            blocked.blocking_kind = others.blocking_kind
            and blocked.blocking_value = others.blocking_value

    left join related
        on
            blocked.group_key = related.group_key
            and others.group_key = related.other_key

    where
        blocked.group_key < others.group_key
        and related.group_key is null

),

{{ pairs_to_compare('pairs', 'valued', ['kind', 'value']) }},

-- Of contacts only those in common are looked at: a company may have thousands.
paired_values as (

    select
        to_compare.group_key,
        to_compare.other_key,
        valued.kind,
        valued.value,
        others.value as other_value,
        valued.value = others.value as is_same,
        split_part(valued.value, ' ', 1) as city,
        split_part(others.value, ' ', 1) as other_city,
        split_part(valued.value, ' ', 2) as postal_code,
        split_part(others.value, ' ', 2) as other_postal_code,
        split_part(valued.value, ' ', 3) as country,
        split_part(others.value, ' ', 3) as other_country

    from to_compare

    inner join valued
        on to_compare.group_key = valued.group_key

    inner join valued as others
        on
            to_compare.other_key = others.group_key
            and valued.kind = others.kind
            and (valued.kind <> 'contact' or valued.value = others.value)

),

-- Of all values of the two groups the pair that is nearest counts.
nearest as (

    select
        to_compare.*,
        min(
            case
                when paired_values.is_same then 1
                when
                    left(paired_values.value, length(paired_values.other_value))
                    = paired_values.other_value
                    then 2
                when
                    left(paired_values.other_value, length(paired_values.value))
                    = paired_values.value
                    then 2
                else 3
            end
        ) filter (where paired_values.kind = 'name') as name_distance,
        min(
            case
                when paired_values.is_same then 1
                when
                    split_part(paired_values.value, '.', 1)
                    = split_part(paired_values.other_value, '.', 1)
                    then 2
                else 3
            end
        ) filter (where paired_values.kind = 'domain') as domain_distance,
        min(
            case
                when paired_values.city <> paired_values.other_city then 3
                when
                    paired_values.country <> paired_values.other_country
                    and length(paired_values.country)
                    = length(paired_values.other_country)
                    then 3
                when
                    paired_values.postal_code <> paired_values.other_postal_code
                    and paired_values.postal_code <> ''
                    and paired_values.other_postal_code <> ''
                    then 2
                else 1
            end
        ) filter (where paired_values.kind = 'place') as place_distance,
        bool_or(paired_values.is_same) filter (where paired_values.kind = 'phone')
            as is_phone_same,
        bool_or(paired_values.is_same) filter (where paired_values.kind = 'contact')
            as is_contact_same

    from to_compare

    left join paired_values
        on
            to_compare.group_key = paired_values.group_key
            and to_compare.other_key = paired_values.other_key

    group by
        to_compare.group_key,
        to_compare.other_key,
        to_compare.digest,
        to_compare.other_digest

),

judged as (

    select
        group_key,
        other_key,
        digest,
        other_digest,
        case name_distance
            when 1 then 'same'
            when 2 then 'beginning'
            when 3 then 'unlike'
        end as name_level,
        case domain_distance
            when 1 then 'same'
            when 2 then 'other_ending'
            when 3 then 'unlike'
        end as domain_level,
        case place_distance
            when 1 then 'same'
            when 2 then 'city'
            when 3 then 'unlike'
        end as place_level,
        case
            when is_phone_same then 'same'
            when not is_phone_same then 'unlike'
        end as phone_level,
        case
            when is_contact_same then 'same' else 'unlike'
        end as contact_level

    from nearest

)

select * from judged
{{ and_kept() }}
