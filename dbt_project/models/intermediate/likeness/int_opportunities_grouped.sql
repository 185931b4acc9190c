with recursive

{{ grouped_records('opportunities') }}

select * from grouped
