with

valued as (

    select * from {{ ref('int_people_valued') }}

),

blocked as (

    select * from {{ ref('int_people_blocked') }}
    where not is_too_big

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

    where blocked.group_key < others.group_key

),

{{ pairs_to_compare('pairs', 'valued', ['kind', 'value']) }},

paired_values as (

    select
        to_compare.*,
        valued.kind,
        valued.value,
        others.value as other_value,
        valued.value = others.value as is_same,
        split_part(valued.value, ' ', 1) as first_part,
        split_part(others.value, ' ', 1) as other_first_part,
        split_part(valued.value, ' ', 2) as second_part,
        split_part(others.value, ' ', 2) as other_second_part

    from to_compare

    inner join valued
        on to_compare.group_key = valued.group_key

    inner join valued as others
        on
            to_compare.other_key = others.group_key
            and valued.kind = others.kind

),

-- Of all values of the two groups the pair that is nearest counts.
nearest as (

    select
        group_key,
        other_key,
        digest,
        other_digest,
        min(
            case
                when is_same then 1
                when second_part <> other_second_part then 4
                when left(first_part, length(other_first_part)) = other_first_part
                    then 2
                when left(other_first_part, length(first_part)) = first_part
                    then 2
                else 3
            end
        ) filter (where kind = 'name') as name_distance,
        bool_or(is_same) filter (where kind = 'employer') as is_employer_same,
        bool_or(first_part = other_first_part) filter (where kind = 'employer')
            as is_employer_comparable,
        bool_or(
            not is_same and split_part(value, '@', 2) = split_part(other_value, '@', 2)
        ) filter (where kind = 'work_mailbox') as has_mailboxes_apart,
        bool_or(is_same) filter (where kind = 'mailbox') as is_mailbox_same,
        bool_or(
            is_same
            or left(value, length(other_value) + 1) = other_value || '.'
            or left(other_value, length(value) + 1) = value || '.'
        ) filter (where kind = 'local_part') as is_local_part_same,
        bool_or(is_same) filter (where kind = 'phone') as is_phone_same,
        bool_or(is_same) filter (where kind = 'title') as is_title_same,
        bool_or(is_same) filter (where kind = 'city') as is_city_same

    from paired_values

    group by
        group_key,
        other_key,
        digest,
        other_digest

),

-- Colleagues share an employer, its city and the domain of its addresses: what follows from
-- another agreement says nothing of its own, so the three are judged as one.
judged as (

    select
        group_key,
        other_key,
        digest,
        other_digest,
        case
            when name_distance = 1 and is_employer_same
                then
                    case
                        when has_mailboxes_apart and not is_mailbox_same
                            then 'full_name_at_employer_apart'
                        else 'full_name_at_employer'
                    end
            when name_distance = 1 and is_employer_comparable then 'full_name_elsewhere'
            when name_distance = 1 then 'full_name'
            when name_distance = 2 and is_employer_same
                then
                    case
                        when has_mailboxes_apart and not is_mailbox_same
                            then 'short_name_at_employer_apart'
                        else 'short_name_at_employer'
                    end
            when name_distance = 2 then 'short_name'
            when name_distance = 3 and is_employer_same then 'family_name_at_employer'
            when name_distance is not null then 'unlike'
        end as name_level,
        case
            when is_mailbox_same then 'mailbox'
            when is_local_part_same then 'local_part'
            when is_mailbox_same is not null then 'unlike'
        end as address_level,
        case
            when is_phone_same then 'same'
            when not is_phone_same then 'unlike'
        end as phone_level,
        case
            when is_title_same then 'same'
            when not is_title_same then 'unlike'
        end as title_level,
        case
            when coalesce(is_employer_same, false) then null
            when is_city_same then 'same'
            when not is_city_same then 'unlike'
        end as city_level

    from nearest

)

select * from judged
{{ and_kept() }}
