{#-
    What becomes of the records of each raw table: {source: {raw table: how}}. `how`:
    `staging`: the model that holds its latest versions (without one no fact reads the table), and
    `where` of it, if it holds several tables; `rows`: {entity of the contract: `source_object`
    there} of the rows that its records become, without which they name, join or label other
    records, as those do of which `labels` is true; `parts`: the key of such a row is that of the
    record and, after a `|`, which part of it; `unread`: {why: what is true} of a record that is
    read and becomes no row, and `beside` it what of another model its account has or lacks; `of`:
    the column that names the record whose history it is, and the model of these: a survivor of a
    merge tells the history of those merged into it.
    What lands from files lands as rows of the contract.
-#}
{% macro landed_objects() -%}
{%- set no_fact = 'no fact reads this field' -%}
{%- set files = {} -%}
{%- for entity in landed_entities() -%}
    {%- do files.update({entity: {
        'staging': 'conformed_files__' ~ entity, 'rows': {entity: none},
    }}) -%}
{%- endfor -%}
{%- set associations = {} -%}
{%- for table in [
    'deal_company', 'deal_line_item', 'call_contact', 'call_deal',
    'meeting_contact', 'meeting_deal', 'email_contact', 'email_deal', 'note_contact',
    'note_deal', 'task_contact', 'task_deal',
] -%}
    {%- do associations.update({table: {
        'staging': 'stg_hubspot__associations', 'where': "association = '" ~ table ~ "'",
    }}) -%}
{%- endfor -%}
{%- set states = [] -%}
{%- for column in [
    'stage', 'amount', 'probability_percent', 'close_date', 'forecast_category',
] -%}
    {%- do states.append(
        column ~ ' is not distinct from lag(' ~ column ~ ') over ('
        ~ 'partition by connection, source_opportunity_id order by changed_at, record_id)'
    ) -%}
{%- endfor -%}
{%- set salesforce = {
    'account': {'staging': 'stg_salesforce__accounts', 'rows': {'accounts': 'Account'}},
    'campaign': {'staging': 'stg_salesforce__campaigns', 'rows': {'campaigns': 'Campaign'}},
    'campaign_member': {
        'staging': 'stg_salesforce__campaign_members',
        'rows': {'touches': 'CampaignMember'}, 'parts': true,
    },
    'contact': {'staging': 'stg_salesforce__contacts', 'rows': {'people': 'Contact'}},
    'currency_type': {'staging': 'stg_salesforce__currency_types'},
    'dated_conversion_rate': {
        'staging': 'stg_salesforce__dated_conversion_rates',
        'rows': {'exchange_rates': 'DatedConversionRate'},
        'beside': ['stg_salesforce__currency_types', 'is_corporate and not is_deleted'],
        'unread': {'no currency is corporate': 'beside.connection is null'},
    },
    'event': {'staging': 'stg_salesforce__events', 'rows': {'touches': 'Event'}},
    'lead': {'staging': 'stg_salesforce__leads', 'rows': {'people': 'Lead'}},
    'lead_history': {
        'staging': 'stg_salesforce__lead_history',
        'rows': {'lifecycle_changes': 'LeadHistory', 'person_changes': 'LeadHistory'},
        'labels': "field = 'Rejection_Reason__c'",
        'unread': {
            no_fact: "coalesce(field, '') not in (
                'Status', 'leadConverted', 'Rejection_Reason__c', 'Email', 'Owner'
            )",
            'the names of a change told by ids': "field = 'Owner' and value_type is distinct from 'EntityId'",
        },
    },
    'opportunity': {
        'staging': 'stg_salesforce__opportunities', 'rows': {'opportunities': 'Opportunity'},
    },
    'opportunity_contact_role': {
        'staging': 'stg_salesforce__opportunity_contact_roles',
        'rows': {'opportunity_people': 'OpportunityContactRole'},
    },
    'opportunity_field_history': {
        'staging': 'stg_salesforce__opportunity_field_history',
        'rows': {'opportunity_changes': 'OpportunityFieldHistory'},
        'unread': {
            no_fact: "coalesce(field, '') not in ('Owner', 'CurrencyIsoCode')",
            'the names of a change told by ids': "field = 'Owner' and value_type is distinct from 'EntityId'",
        },
    },
    'opportunity_history': {
        'staging': 'stg_salesforce__opportunity_history',
        'rows': {'opportunity_changes': 'OpportunityHistory'}, 'parts': true,
        'unread': {'changes no field that a fact reads': states | join(' and ')},
    },
    'opportunity_line_item': {
        'staging': 'stg_salesforce__opportunity_line_items',
        'rows': {'opportunity_lines': 'OpportunityLineItem'},
    },
    'product2': {'staging': 'stg_salesforce__products', 'rows': {'products': 'Product2'}},
    'task': {'staging': 'stg_salesforce__tasks', 'rows': {'touches': 'Task'}},
    'user': {'staging': 'stg_salesforce__users', 'rows': {'users': 'User'}},
    'user_role': {'staging': 'stg_salesforce__user_roles'},
} -%}
{%- set hubspot = {
    'call_dispositions': {'staging': 'stg_hubspot__call_dispositions'},
    'calls': {'staging': 'stg_hubspot__calls', 'rows': {'touches': 'calls'}, 'parts': true},
    'campaigns': {'staging': 'stg_hubspot__campaigns', 'rows': {'campaigns': 'campaigns'}},
    'companies': {'staging': 'stg_hubspot__companies', 'rows': {'accounts': 'companies'}},
    'company_property_history': {},
    'contact_company': {},
    'contact_property_history': {
        'staging': 'stg_hubspot__contact_property_history',
        'rows': {'lifecycle_changes': 'contacts', 'person_changes': 'contacts'},
        'labels': "property = 'rejection_reason'",
        'unread': {
            no_fact: "coalesce(property, '') not in (
                'lifecyclestage', 'hs_lead_status', 'rejection_reason', 'hubspot_owner_id',
                'hubspotscore', 'email'
            )",
        },
        'of': ['source_record_id', 'stg_hubspot__contacts'],
    },
    'contacts': {'staging': 'stg_hubspot__contacts', 'rows': {'people': 'contacts'}},
    'deal_contact': {
        'staging': 'stg_hubspot__associations', 'where': "association = 'deal_contact'",
        'rows': {'opportunity_people': 'deals/contacts'}, 'parts': true,
        'unread': {'joins nobody': "coalesce(targets, '[]') = '[]'"},
    },
    'deal_property_history': {
        'staging': 'stg_hubspot__deal_property_history',
        'rows': {'opportunity_changes': 'deals'},
        'unread': {
            no_fact: "coalesce(property, '') not in (
                'dealstage', 'pipeline', 'amount', 'closedate', 'hubspot_owner_id',
                'deal_currency_code'
            )",
        },
        'of': ['source_record_id', 'stg_hubspot__deals'],
    },
    'deals': {'staging': 'stg_hubspot__deals', 'rows': {'opportunities': 'deals'}},
    'email_campaigns': {'staging': 'stg_hubspot__email_campaigns'},
    'email_events': {
        'staging': 'stg_hubspot__email_events', 'rows': {'touches': 'email_events'},
        'unread': {
            'no touch': "is_filtered
                or coalesce(event_type, '') not in (
                    'SENT', 'DELIVERED', 'BOUNCE', 'OPEN', 'CLICK', 'STATUSCHANGE'
                )
                or (
                    event_type = 'STATUSCHANGE'
                    and subscription_status is distinct from 'UNSUBSCRIBED'
                )",
        },
    },
    'emails': {'staging': 'stg_hubspot__emails', 'rows': {'touches': 'emails'}, 'parts': true},
    'form_submissions': {
        'staging': 'stg_hubspot__form_submissions', 'rows': {'touches': 'form_submissions'},
    },
    'forms': {'staging': 'stg_hubspot__forms'},
    'line_items': {
        'staging': 'stg_hubspot__line_items', 'rows': {'opportunity_lines': 'line_items'},
    },
    'list_memberships': {},
    'lists': {},
    'marketing_emails': {'staging': 'stg_hubspot__marketing_emails'},
    'marketing_event_participations': {
        'staging': 'stg_hubspot__marketing_event_participations',
        'rows': {'touches': 'marketing_event_participations'},
        'unread': {
            'no touch':
                "coalesce(attendance_state, '') not in ('REGISTERED', 'ATTENDED')",
        },
    },
    'marketing_events': {'staging': 'stg_hubspot__marketing_events'},
    'meetings': {
        'staging': 'stg_hubspot__meetings', 'rows': {'touches': 'meetings'}, 'parts': true,
    },
    'notes': {'staging': 'stg_hubspot__notes', 'rows': {'touches': 'notes'}, 'parts': true},
    'owners': {'staging': 'stg_hubspot__owners', 'rows': {'users': 'owners'}},
    'pipeline_stages': {},
    'pipelines': {},
    'products': {'staging': 'stg_hubspot__products', 'rows': {'products': 'products'}},
    'properties': {},
    'tasks': {'staging': 'stg_hubspot__tasks', 'rows': {'touches': 'tasks'}, 'parts': true},
    'web_events': {
        'staging': 'stg_hubspot__web_events', 'rows': {'touches': 'web_events'},
        'unread': {'no touch': "coalesce(event_type, '') <> 'e_visited_page'"},
    },
} -%}
{%- do hubspot.update(associations) -%}
{%- set stripe = {
    'balance_transaction': {'staging': 'stg_stripe__balance_transactions'},
    'charge': {'staging': 'stg_stripe__charges', 'rows': {'payments': 'charge'}},
    'credit_note': {'staging': 'stg_stripe__credit_notes', 'rows': {'payments': 'credit_note'}},
    'credit_note_line_item': {},
    'customer': {'staging': 'stg_stripe__customers', 'rows': {'customers': 'customer'}},
    'dispute': {'staging': 'stg_stripe__disputes', 'rows': {'disputes': 'dispute'}},
    'event': {},
    'invoice': {'staging': 'stg_stripe__invoices', 'rows': {'invoices': 'invoice'}},
    'invoice_line_item': {
        'staging': 'stg_stripe__invoice_line_items', 'rows': {'invoice_lines': 'line_item'},
    },
    'payment_intent': {},
    'price': {'staging': 'stg_stripe__prices'},
    'product': {'staging': 'stg_stripe__products', 'rows': {'products': 'product'}},
    'refund': {'staging': 'stg_stripe__refunds', 'rows': {'payments': 'refund'}},
    'subscription': {
        'staging': 'stg_stripe__subscriptions', 'rows': {'subscriptions': 'subscription'},
    },
    'subscription_item': {'staging': 'stg_stripe__subscription_items'},
} -%}
{{ return({
    'salesforce': salesforce, 'hubspot': hubspot, 'stripe': stripe, 'files': files,
}) }}
{%- endmacro %}

{#- The entities of the contract whose records land. -#}
{% macro landed_entities() -%}
{{ return([
    'people', 'accounts', 'customers', 'users', 'campaigns', 'products', 'opportunities',
    'opportunity_changes', 'opportunity_lines', 'opportunity_people', 'touches',
    'lifecycle_changes', 'person_changes', 'user_changes', 'subscriptions', 'invoices',
    'invoice_lines', 'payments', 'disputes', 'exchange_rates', 'spend',
]) }}
{%- endmacro %}
