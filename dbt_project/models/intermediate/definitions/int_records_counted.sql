{% set entities = [
    'people', 'accounts', 'customers', 'users', 'campaigns', 'products', 'opportunities',
    'opportunity_changes', 'opportunity_lines', 'opportunity_people', 'touches',
    'lifecycle_changes', 'person_changes', 'user_changes', 'subscriptions', 'invoices',
    'invoice_lines', 'payments', 'disputes', 'exchange_rates', 'spend',
] %}

with

counted as (
    {% for entity in entities %}
    {{- "union all\n" if not loop.first }}
    select
        '{{ entity }}' as entity,
        source_system,
        connection,
        source_object,
        count(*) as record_count,
        count(*) filter (where is_deleted and merged_into_id is null) as deleted_count,
        count(*) filter (where is_deleted and merged_into_id is not null)
            as merged_count

    from {{ ref('int_' ~ entity ~ '_unioned') }}

    group by
        source_system,
        connection,
        source_object
    {% endfor %}
)

select * from counted
