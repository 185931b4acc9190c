{{ config(severity='warn') }}

with

overrides as (

    select * from {{ ref('int_overrides_resolved') }}

)

-- It decides nothing until both have landed: a slip of the pen, or a connection that is not read.
select override_id
from overrides
where not has_landed
