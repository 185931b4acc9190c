with recursive

opportunities as (

    select * from {{ ref('int_opportunities_unioned') }}

),

{{ keyed_records('opportunities', entity='opportunities') }}

select * from keyed
