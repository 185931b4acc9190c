with

marketing_touches as (

    select * from {{ ref('conformed_salesforce__marketing_touches') }}

),

sales_touches as (

    select * from {{ ref('conformed_salesforce__sales_touches') }}

),

touches as (

    select * from marketing_touches
    union all
    select * from sales_touches

)

select * from touches
