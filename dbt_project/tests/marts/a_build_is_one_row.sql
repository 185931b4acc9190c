with

publication as (

    select * from {{ ref('publication') }}

)

select count(*) as row_count

from publication

having count(*) <> 1
