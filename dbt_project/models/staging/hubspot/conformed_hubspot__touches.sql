with

web_touches as (

    select * from {{ ref('conformed_hubspot__web_touches') }}

),

mail_touches as (

    select * from {{ ref('conformed_hubspot__mail_touches') }}

),

marketing_touches as (

    select * from {{ ref('conformed_hubspot__marketing_touches') }}

),

sales_touches as (

    select * from {{ ref('conformed_hubspot__sales_touches') }}

),

touches as (

    select * from web_touches
    union all
    select * from mail_touches
    union all
    select * from marketing_touches
    union all
    select * from sales_touches

)

select * from touches
