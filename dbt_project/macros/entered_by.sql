{#- Who made a record of HubSpot, by where the vendor says that it came from; null where it is silent. -#}
{% macro hubspot_entered_by(object_source) -%}
    case
        when nullif({{ object_source }}, '') is null then null
        when
            {{ object_source }} in ('CRM_UI', 'MOBILE_ANDROID', 'MOBILE_IOS')
            then 'user'
        else 'program'
    end
{%- endmacro %}

{#- Who made a record of Salesforce: a user with a place in the hierarchy of roles is a human. -#}
{% macro salesforce_entered_by(users) -%}
    case
        when {{ users }}.record_id is null then null
        when nullif({{ users }}.source_role_id, '') is null then 'program'
        else 'user'
    end
{%- endmacro %}
