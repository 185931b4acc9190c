with

described as (

    select * from {{ ref('int_people_described') }}

),

settings as (

    select * from {{ ref('int_settings_applied') }}

)

select
    described.person_id,
    described.account_id,
    described.owner_user_id,
    described.email_domain,
    described.title,
    described.country,
    described.source_record_count,
    described.is_internal,
    described.email_kind = 'personal' as has_personal_email,
    described.email_kind = 'student' as has_student_email,
    coalesce(described.has_opted_out, false) as has_opted_out,
    {{ local_date('described.first_seen_at', 'settings.time_zone') }}
        as first_seen_date,
    described.first_seen_at

from described

cross join settings
