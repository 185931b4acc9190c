with recursive

{{ grouped_records('accounts') }}

select * from grouped
