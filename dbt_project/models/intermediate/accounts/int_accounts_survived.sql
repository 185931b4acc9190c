{% set fields = ['account_name', 'domain', 'industry', 'country', 'employee_count'] %}
{% set ranked = fields + ['parent_source_account_id', 'source_user_id'] %}

with

records as (

    select * from {{ ref('int_accounts_described') }}

),

clustered as (

    select * from {{ ref('int_accounts_clustered') }}

),

users as (

    select * from {{ ref('int_users_clustered') }}

),

{{ survivorship_ranks('accounts', 'records', ranked) }},

valued as (

    select
        clustered.account_id,
        {%- for field in fields %}
        records.{{ field }},
        {%- endfor %}
        case
            when parents.account_id <> clustered.account_id then parents.account_id
        end as parent_account_id,
        users.user_id as owner_user_id,
        records.source_created_at,
        {{ record_order('clustered.account_id', 'records') }},
        {%- for field in ranked %}
        system_ranks.{{ field }}_rank
        {{- "," if not loop.last }}
        {%- endfor %}

    from records

    inner join clustered
        on records.record_key = clustered.record_key

    inner join system_ranks
        on records.source_system = system_ranks.source_system

    left join clustered as parents
        on
            records.source_system = parents.source_system
            and records.connection = parents.connection
            and records.parent_source_account_id = parents.record_id
            and parents.entity = 'accounts'
            and parents.is_present

    left join users
        on
            records.source_system = users.source_system
            and records.connection = users.connection
            and records.source_user_id = users.record_id

),

survived as (

    select
        account_id,
        {{ surviving('parent_account_id', 'parent_source_account_id') }}
            as parent_account_id,
        {{ surviving('owner_user_id', 'source_user_id') }} as owner_user_id,
        {%- for field in fields %}
        {{ surviving(field) }} as {{ field }},
        {%- endfor %}
        count(*) as source_record_count,
        min(source_created_at) as first_seen_at

    from valued

    group by account_id

)

select * from survived
