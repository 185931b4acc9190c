{% set attributes = {
    'email_kind': 'people.email_kind',
    'title': 'people.title',
    'country': 'people.country',
    'industry': 'accounts.industry',
    'employee_count': 'cast(accounts.employee_count as text)',
    'account_country': 'accounts.country',
    'is_icp': "case when accounts.is_icp then 'true' else 'false' end",
} %}

with

people as (

    select * from {{ ref('int_people_described') }}
    where not is_internal

),

accounts as (

    select * from {{ ref('int_accounts_judged') }}

),

unpivoted as (
    {% for attribute, value in attributes.items() %}
    {{- "union all\n" if not loop.first }}
    select
        people.person_id,
        '{{ attribute }}' as attribute,
        {{ value }} as value

    from people
    {% if value.startswith('people.') %}
    where {{ value }} is not null
    {%- else %}
    inner join accounts
        on people.account_id = accounts.account_id

    where {{ value }} is not null
    {%- endif %}
    {% endfor %}
)

select * from unpivoted
