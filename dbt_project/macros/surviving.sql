{#-
    The value of a field that survives among the records of a group: of the first system in the
    page's order that has one, its latest changed record's. `ranked_by` names the field whose
    list decides, `where` what the record must have beside the value.
-#}
{% macro surviving(field, ranked_by=none, has=none) -%}
    (
        array_agg(
            {{ field }}
            order by
                {{ ranked_by or field }}_rank,
                source_system,
                source_changed_at desc nulls last,
                record_id desc,
                connection,
                source_object
        ) filter (where {{ has or (field ~ ' is not null') }})
    )[1]
{%- endmacro %}
