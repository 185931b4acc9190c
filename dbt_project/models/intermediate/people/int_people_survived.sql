{% set fields = [
    'email',
    'first_name',
    'last_name',
    'phone',
    'title',
    'company_name',
    'country',
    'city',
    'postal_code',
    'lead_source',
] %}

with

people as (

    select * from {{ ref('int_people_unioned') }}
    where not is_deleted

),

clustered as (

    select * from {{ ref('int_people_clustered') }}

),

users as (

    select * from {{ ref('int_users_clustered') }}

),

{{ survivorship_ranks(
    'people', 'people', fields + ['has_opted_out', 'source_user_id']
) }},

valued as (

    select
        clustered.person_id,
        {%- for field in fields %}
        {{ unless_blank('people.' ~ field) }} as {{ field }},
        {%- endfor %}
        users.user_id as owner_user_id,
        people.has_opted_out,
        people.source_created_at,
        {{ record_order('clustered.person_id', 'people') }},
        {%- for field in fields + ['has_opted_out', 'source_user_id'] %}
        system_ranks.{{ field }}_rank
        {{- "," if not loop.last }}
        {%- endfor %}

    from people

    inner join clustered
        on
            people.source_system = clustered.source_system
            and people.connection = clustered.connection
            and people.source_object = clustered.source_object
            and people.record_id = clustered.record_id

    inner join system_ranks
        on people.source_system = system_ranks.source_system

    left join users
        on
            people.source_system = users.source_system
            and people.connection = users.connection
            and people.source_user_id = users.record_id

),

survived as (

    select
        person_id,
        {%- for field in fields %}
        {{ surviving(field) }} as {{ field }},
        {%- endfor %}
        {{ surviving('owner_user_id', ranked_by='source_user_id') }} as owner_user_id,
        count(*) as source_record_count,
        {{ surviving('has_opted_out') }} as has_opted_out,
        min(source_created_at) as first_seen_at

    from valued

    group by person_id

)

select * from survived
