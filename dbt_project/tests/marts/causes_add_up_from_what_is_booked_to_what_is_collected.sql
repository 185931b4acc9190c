{% set causes = [
    'edited', 'voided', 'elsewhere', 'cancelled', 'not_due', 'not_billed', 'changed', 'later',
    'proration', 'discount', 'tax', 'rounding', 'billing_unexplained',
] %}
{% set collection_causes = [
    'outstanding', 'refunded', 'credited', 'collection_unexplained',
] %}

with

deals as (

    select * from {{ ref('rpt_booked_billed_collected') }}

)

select opportunity_id

from deals

where
    booked_amount
    {%- for cause in causes %}
    + {{ cause }}_amount
    {%- endfor %} <> billed_amount
    or billed_amount
    {%- for cause in collection_causes %}
    + {{ cause }}_amount
    {%- endfor %} <> collected_amount
    or reporting_booked_amount
    {%- for cause in causes + ['billing_currency'] %}
    + reporting_{{ cause }}_amount
    {%- endfor %} <> reporting_billed_amount
    or reporting_billed_amount
    {%- for cause in collection_causes + ['collection_currency'] %}
    + reporting_{{ cause }}_amount
    {%- endfor %} <> reporting_collected_amount
