with

compared as (

    select * from {{ ref('int_people_compared') }}

),

{{ weighed_pairs('people', 'compared', ['name', 'address', 'phone', 'title', 'city']) }}

select * from weighed
