with

{{ latest_versions('hubspot', [
    'deal_company', 'deal_contact', 'deal_line_item',
    'call_contact', 'meeting_contact', 'email_contact', 'note_contact', 'task_contact',
    'call_deal', 'meeting_deal', 'email_deal', 'note_deal', 'task_deal',
]) }},

renamed as (

    select
        {{ record_ids() }},
        _object as association,
        "from_id" as source_from_id,
        "to" as targets,
        {{ record_life() }}

    from latest_versions

)

select * from renamed
