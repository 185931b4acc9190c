with recursive

accounts as (

    select * from {{ ref('int_accounts_survived') }}

),

-- From each account that has a parent upwards, no company twice.
walked as (

    select
        account_id,
        account_id as reached_account_id,
        parent_account_id as next_account_id,
        0 as depth,
        '|' || account_id || '|' as path

    from accounts

    where parent_account_id is not null

    union all

    select
        walked.account_id,
        accounts.account_id as reached_account_id,
        accounts.parent_account_id as next_account_id,
        walked.depth + 1 as depth,
        walked.path || accounts.account_id || '|' as path

    from walked

    inner join accounts
        on walked.next_account_id = accounts.account_id

    where strpos(walked.path, '|' || accounts.account_id || '|') = 0

),

-- Who is above themselves.
circled as (

    select account_id
    from walked
    where account_id = next_account_id

),

topped as (

    select
        walked.account_id,
        walked.reached_account_id,
        walked.depth,
        row_number() over (
            partition by walked.account_id
            order by
                reached.first_seen_at asc nulls last,
                walked.reached_account_id
        ) as top_rank

    from walked

    inner join accounts as reached
        on walked.reached_account_id = reached.account_id

    left join circled
        on walked.reached_account_id = circled.account_id

    where
        walked.next_account_id is null
        or circled.account_id is not null

),

rooted as (

    select
        accounts.account_id,
        coalesce(topped.reached_account_id, accounts.account_id)
            as ultimate_parent_account_id,
        cast(coalesce(topped.depth, 0) as bigint) as hierarchy_depth,
        circled.account_id is not null as is_in_circle

    from accounts

    left join topped
        on
            accounts.account_id = topped.account_id
            and topped.top_rank = 1

    left join circled
        on accounts.account_id = circled.account_id

)

select * from rooted
