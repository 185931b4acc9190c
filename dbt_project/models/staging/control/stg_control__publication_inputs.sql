with

publication_inputs as (

    select * from {{ source('control', 'publication_inputs') }}

),

typed as (

    select
        build_id,
        commit_hash,
        definition_version,
        cast(is_sample as boolean) as is_sample

    from publication_inputs

)

select * from typed
