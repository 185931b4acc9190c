{%- set digits = "regexp_replace(records.phone, '[^0-9]', '', 'g')" -%}
{%- set people = {
    'owner': 'users.user_id',
    'email': normalised_address('records.email'),
    'first_name': bare_text('records.first_name'),
    'last_name': bare_text('records.last_name'),
    'title': bare_text('records.title'),
    'company_name': bare_company('records.company_name'),
    'country': bare_text('records.country'),
    'city': bare_text('records.city'),
    'postal_code': bare_text('records.postal_code'),
    'phone': 'case when length(' ~ digits ~ ') >= 7 then right(' ~ digits ~ ', 9) end',
    'has_opted_out': 'cast(records.has_opted_out as text)',
} -%}
{%- set accounts = {
    'account_name': bare_company('records.account_name'),
    'domain': 'records.domain',
    'industry': bare_text('records.industry'),
    'country': bare_text('records.country'),
    'employee_count': 'cast(records.employee_count as text)',
} -%}
{%- set opportunities = {
    'opportunity_name': bare_text('records.opportunity_name'),
    'loss_reason': bare_text('records.loss_reason'),
    'competitor': bare_text('records.competitor'),
    'amount': 'cast(records.amount as text)',
} -%}
{%- set entities = {
    'people': ('int_people_unioned', people),
    'accounts': ('int_accounts_described', accounts),
    'opportunities': ('int_opportunities_unioned', opportunities),
} -%}
{%- set numbers = ['employee_count', 'amount'] -%}
{%- set without_text = numbers + ['owner', 'has_opted_out'] -%}

with

held as (

    select * from {{ ref('int_records_held') }}
    where
        is_shared
        and record_order = 1

),

users as (

    select * from {{ ref('int_users_clustered') }}

),
{% for entity, (model, fields) in entities.items() %}
{{ entity }} as (

    select
        held.entity,
        held.thing_id,
        held.source_system,
        {%- for field, value in fields.items() %}
        {{ value }} as {{ field }}_value,
        {%- if field not in without_text %}
        lower({{ filled('records.' ~ field) }}) as {{ field }}_text,
        {%- endif %}
        {%- if field in numbers %}
        cast(records.{{ field }} as decimal(38, 4)) as {{ field }}_number,
        {%- endif %}
        {%- endfor %}
        held.record_key

    from {{ ref(model) }} as records

    inner join held
        on
            records.source_system = held.source_system
            and records.connection = held.connection
            and records.record_id = held.record_id
            {%- if entity == 'accounts' %}
            and records.record_key = held.record_key
            {%- else %}
            and {{ record_key(entity, 'records') }} = held.record_key
            {%- endif %}
    {%- if 'owner' in fields %}

    left join users
        on
            records.source_system = users.source_system
            and records.connection = users.connection
            and records.source_user_id = users.record_id
    {%- endif %}

),
{% endfor %}
stated as (
    {% for entity, (_, fields) in entities.items() %}
    {%- set is_last_entity = loop.last %}
    {%- for field in fields %}
    select
        entity,
        thing_id,
        source_system,
        '{{ field }}' as field,
        {{ field }}_value as value,
        {{ 'cast(null as text)' if field in without_text else field ~ '_text' }}
            as text_value,
        {{ field ~ '_number' if field in numbers else 'cast(null as decimal(38, 4))' }}
            as number_value

    from {{ entity }}

    where {{ field }}_value is not null
    {{ 'union all' if not (loop.last and is_last_entity) }}
    {%- endfor %}
    {%- endfor %}

)

select * from stated
