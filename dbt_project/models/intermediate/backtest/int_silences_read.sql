with

silences as (

    select * from {{ ref('int_silences_measured') }}

),

people as (

    select * from {{ ref('int_people_numbered') }}

),

pages as (

    select * from {{ ref('int_pages_applied') }}

),

readings as (

    select distinct read_by
    from {{ ref('int_pages_compared') }}

),

read as (

    select
        readings.read_by,
        people.person_number,
        silences.event_at as started_at

    from silences

    inner join people
        on silences.person_id = people.person_id

    inner join pages
        on
            silences.event_at > silences.reached_before_at
            + pages.idle_limit_days * interval '24 hours'

    inner join readings
        on pages.judged_by = readings.read_by

)

select * from read
