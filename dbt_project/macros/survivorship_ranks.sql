{#-
    CTEs that end in `system_ranks`: for each system of `records` its rank in the page's list of
    each field, as `<field>_rank`. A field without a list of its own follows the default one;
    a system that no list names comes after those it names.
-#}
{% macro survivorship_ranks(entity, records, fields) -%}
rank_lists as (

    select
        survivorship.field,
        survivorship.source_system,
        survivorship.system_rank

    from {{ ref('stg_definitions__survivorship') }} as survivorship

    inner join {{ ref('int_settings_applied') }} as settings
        on survivorship.definition_version = settings.definition_version

    where survivorship.entity = '{{ entity }}'

),

source_systems as (

    select distinct source_system
    from {{ records }}

),

system_ranks as (

    select
        source_systems.source_system,
        {%- for field in fields %}
        coalesce(
            min(
                case
                    when rank_lists.field = '{{ field }}' then rank_lists.system_rank
                    when
                        rank_lists.field = '*'
                        and not exists (
                            select 1
                            from rank_lists as own_lists
                            where own_lists.field = '{{ field }}'
                        )
                        then rank_lists.system_rank
                end
            ),
            1000000
        ) as {{ field }}_rank
        {{- "," if not loop.last }}
        {%- endfor %}

    from source_systems

    left join rank_lists
        on source_systems.source_system = rank_lists.source_system

    group by source_systems.source_system

)
{%- endmacro %}
