{% set digits = '(0), (1), (2), (3), (4), (5), (6), (7), (8), (9)' %}

with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

digits (digit) as (

    values {{ digits }}

),

numbers as (

    select
        cast(
            ones.digit + 10 * tens.digit + 100 * hundreds.digit
            + 1000 * thousands.digit + 10000 * ten_thousands.digit
            as integer
        ) as number

    from digits as ones

    cross join digits as tens

    cross join digits as hundreds

    cross join digits as thousands

    cross join digits as ten_thousands

    where ten_thousands.digit < 2

),

-- Far enough back for any export, and five years ahead of now for what falls due.
listed as (

    select cast('2000-01-01' as date) + numbers.number as date_day

    from numbers

)

select listed.date_day

from listed

cross join settings

where listed.date_day <= settings.as_of_date + 1826
