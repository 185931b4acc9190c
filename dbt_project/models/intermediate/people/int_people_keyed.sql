with recursive

people as (

    select * from {{ ref('int_people_unioned') }}

),

{{ keyed_records('people', entity='people', kept=['record_kind']) }}

select * from keyed
