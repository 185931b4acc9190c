with

settings as (

    select * from {{ ref('int_settings_applied') }}

),

patterns as (

    select * from {{ ref('stg_definitions__domains') }}

),

people_addresses as (

    select * from {{ ref('int_people_addressed') }}

),

account_domains as (

    select * from {{ ref('int_account_domains_normalised') }}

),

recorded as (

    select split_part(address, '@', 2) as domain
    from people_addresses

    union distinct

    select domain
    from account_domains

),

patterns_applied as (

    select
        patterns.kind,
        patterns.pattern,
        {{ like_pattern('patterns.pattern') }} as like_pattern,
        patterns.pattern like '%*%' as has_wildcard

    from patterns

    inner join settings
        on patterns.definition_version = settings.definition_version

),

fits as (

    select
        recorded.domain,
        patterns_applied.kind

    from recorded

    inner join patterns_applied
        on recorded.domain = patterns_applied.pattern

    union all

    select
        recorded.domain,
        patterns_applied.kind

    from recorded

    inner join patterns_applied
        on recorded.domain like patterns_applied.like_pattern escape '!'

    where patterns_applied.has_wildcard

),

judged as (

    select
        domain,
        count(*) filter (where kind = 'internal') > 0 as is_internal,
        count(*) filter (where kind = 'free_mail') > 0 as is_free_mail,
        count(*) filter (where kind = 'student') > 0 as is_student,
        count(*) filter (where kind = 'shared') > 0 as is_shared

    from fits

    group by domain

)

select * from judged
