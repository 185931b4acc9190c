{% set signs = ['encoding', 'joined', 'misplaced', 'cut', 'scaled', 'mapped'] %}
{% set nothing = 'cast(null as text)' %}
{% set cell = [
    'check_name', 'month_start_date', 'entity', 'source_system', 'other_system',
    'field', 'sign',
] %}

with

months as (

    select * from {{ ref('int_months_measured') }}

),

present_month as (

    select * from months
    where month_status = 'pending'

),

records as (

    select * from {{ ref('int_records_held') }}

),

corrupted as (

    select * from {{ ref('int_values_corrupted') }}

),

missed as (

    select * from {{ ref('int_things_missed') }}

),

pointers as (

    select * from {{ ref('int_pointers_counted') }}

),

stale as (

    select * from {{ ref('int_stale_people_counted') }}

),

signs (sign) as (

    values
    {%- for sign in signs %}
    ('{{ sign }}'){{ ',' if not loop.last }}
    {%- endfor %}

),

counted as (

    select
        'missing' as check_name,
        month_start_date,
        entity,
        source_system,
        other_system,
        {{ nothing }} as field,
        'absent' as sign,
        checked_count,
        affected_count,
        pending_count

    from missed

    union all

    select
        'missing' as check_name,
        present_month.month_start_date,
        pointers.entity,
        pointers.source_system,
        pointers.other_system,
        {{ nothing }} as field,
        pointers.sign,
        pointers.checked_count,
        pointers.affected_count,
        0 as pending_count

    from pointers

    cross join present_month

    union all

    select
        'corrupted' as check_name,
        present_month.month_start_date,
        corrupted.entity,
        corrupted.source_system,
        corrupted.other_system,
        corrupted.field,
        signs.sign,
        count(*) as checked_count,
        count(case when corrupted.sign = signs.sign then 1 end) as affected_count,
        0 as pending_count

    from corrupted

    inner join signs
        on
            case
                when signs.sign = 'scaled' then corrupted.has_numbers
                when
                    signs.sign = 'joined'
                    then corrupted.field in ('first_name', 'last_name')
                when
                    signs.sign = 'mapped'
                    then corrupted.field
                    in ('industry', 'country', 'loss_reason', 'competitor')
                else not corrupted.has_numbers
            end

    cross join present_month

    group by
        present_month.month_start_date,
        corrupted.entity,
        corrupted.source_system,
        corrupted.other_system,
        corrupted.field,
        signs.sign

    union all

    select
        'manual_entry' as check_name,
        months.month_start_date,
        records.entity,
        records.source_system,
        {{ nothing }} as other_system,
        {{ nothing }} as field,
        {{ nothing }} as sign,
        count(*) as checked_count,
        count(case when records.entered_by = 'user' then 1 end) as affected_count,
        0 as pending_count

    from records

    inner join months
        on
            records.source_created_at >= months.starts_at
            and records.source_created_at < months.measured_at

    where records.entered_by is not null

    group by
        months.month_start_date,
        records.entity,
        records.source_system

    union all

    select
        'stale' as check_name,
        month_start_date,
        'people' as entity,
        source_system,
        {{ nothing }} as other_system,
        {{ nothing }} as field,
        sign,
        checked_count,
        affected_count,
        0 as pending_count

    from stale

)

select
    {{ key_of_columns(cell) }} as integration_health_id,
    *

from counted
