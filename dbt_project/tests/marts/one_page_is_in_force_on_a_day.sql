with

dates as (

    select * from {{ ref('dim_dates') }}
    where is_in_force

)

select
    date_day,
    count(*) as page_count

from dates

group by date_day

having count(*) > 1
