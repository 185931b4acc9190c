{{ config(severity='warn') }}

with

unlisted as (

    select * from {{ ref('int_labels_unlisted') }}

)

-- Its rows are kept and stay without a stage: which one is a question for sales.
select
    source_system,
    field,
    label,
    row_count,
    'dbt_project/definitions/' || definition_version || '.yml' as page,
    to_add

from unlisted
