{#-
    CTEs that end in `system_ranks`: for each system of `records` its rank in the page's order for
    each field, as `<field>_rank`, from 1 without gaps. A field without a list of its own follows
    the default one; systems that no list names come last, in order of their names.
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

own_lists as (

    select
        {%- for field in fields %}
        count(*) filter (where field = '{{ field }}') > 0 as has_{{ field }}_list
        {{- "," if not loop.last }}
        {%- endfor %}

    from rank_lists

),

source_systems as (

    select distinct source_system
    from {{ records }}

),

system_ranks as (

    select
        source_systems.source_system,
        {%- for field in fields %}
        row_number() over (
            order by
                min(
                    case
                        when
                            rank_lists.field = case
                                when own_lists.has_{{ field }}_list then '{{ field }}'
                                else '*'
                            end
                            then rank_lists.system_rank
                    end
                ) asc nulls last,
                source_systems.source_system
        ) as {{ field }}_rank
        {{- "," if not loop.last }}
        {%- endfor %}

    from source_systems

    cross join own_lists

    left join rank_lists
        on source_systems.source_system = rank_lists.source_system

    group by source_systems.source_system

)
{%- endmacro %}
