"""Describe: what the org tells of its objects and their fields."""

from __future__ import annotations

from typing import Any

from ingestion.sources.salesforce.simulator.org import FieldDefinition, ObjectDefinition

SOAP = {
    "id": "tns:ID",
    "reference": "tns:ID",
    "boolean": "xsd:boolean",
    "int": "xsd:int",
    "double": "xsd:double",
    "currency": "xsd:double",
    "percent": "xsd:double",
    "date": "xsd:date",
    "datetime": "xsd:dateTime",
    "address": "urn:address",
    "anyType": "xsd:anyType",
}
SET_BY_THE_SYSTEM = (
    "Id",
    "IsDeleted",
    "CreatedDate",
    "CreatedById",
    "LastModifiedDate",
    "LastModifiedById",
    "SystemModstamp",
    "MasterRecordId",
)


def brief(definition: ObjectDefinition, version: str) -> dict[str, Any]:
    """An object as the global describe lists it."""
    start = f"/services/data/v{version}/sobjects/{definition.name}"
    is_history = definition.name.endswith("History")
    is_settled = is_history or definition.name in ("CurrencyType", "DatedConversionRate")
    return {
        "activateable": False,
        "associateEntityType": "History" if is_history else None,
        "associateParentEntity": None,
        "createable": not is_settled,
        "custom": False,
        "customSetting": False,
        "deepCloneable": False,
        "deletable": definition.has_recycle_bin and not is_settled,
        "deprecatedAndHidden": False,
        "feedEnabled": False,
        "hasSubtypes": False,
        "isInterface": False,
        "isSubtype": False,
        "keyPrefix": definition.key_prefix,
        "label": definition.label,
        "labelPlural": definition.label_plural,
        "layoutable": not is_settled,
        "mergeable": definition.is_mergeable,
        "mruEnabled": not is_settled,
        "name": definition.name,
        "queryable": True,
        "replicateable": True,
        "retrieveable": True,
        "searchable": not is_settled,
        "triggerable": not is_settled,
        "undeletable": definition.has_recycle_bin and definition.name != "CampaignMember",
        "updateable": not is_settled,
        "urls": {
            "sobject": start,
            "describe": f"{start}/describe",
            "rowTemplate": f"{start}/{{ID}}",
        },
    }


def whole(
    definition: ObjectDefinition, everything: dict[str, ObjectDefinition], version: str
) -> dict[str, Any]:
    """An object with its fields, as `sobjects/X/describe` gives it."""
    return {
        "actionOverrides": [],
        **brief(definition, version),
        "childRelationships": _children(definition, everything),
        "compactLayoutable": True,
        "defaultImplementation": None,
        "extendedBy": None,
        "extendsInterfaces": None,
        "fields": [_field(field) for field in definition.fields.values()],
        "implementedBy": None,
        "implementsInterfaces": None,
        "listviewable": None,
        "lookupLayoutable": None,
        "namedLayoutInfos": [],
        "networkScopeFieldName": None,
        "recordTypeInfos": [],
        "searchLayoutable": True,
        "sobjectDescribeOption": "FULL",
        "supportedScopes": [{"label": "All", "name": "everything"}],
    }


def _children(
    definition: ObjectDefinition, everything: dict[str, ObjectDefinition]
) -> list[dict[str, Any]]:
    """Who refers to it. The org names no relationship downwards, so none can be queried."""
    return [
        {
            "cascadeDelete": False,
            "childSObject": child.name,
            "deprecatedAndHidden": False,
            "field": field.name,
            "junctionIdListNames": [],
            "junctionReferenceTo": [],
            "relationshipName": None,
            "restrictedDelete": False,
        }
        for child in everything.values()
        for field in child.fields.values()
        if definition.name in field.reference_to
    ]


def _field(field: FieldDefinition) -> dict[str, Any]:
    is_settled = field.is_calculated or field.name in SET_BY_THE_SYSTEM
    is_number = field.type in ("double", "currency", "percent")
    is_name = field.name == "Name"
    return {
        "aggregatable": field.is_filterable and field.type != "boolean",
        "aiPredictionField": False,
        "autoNumber": False,
        "byteLength": field.length * 3 if field.type not in ("id", "reference") else 18,
        "calculated": field.is_calculated,
        "calculatedFormula": None,
        "cascadeDelete": False,
        "caseSensitive": False,
        "compoundFieldName": field.of,
        "controllerName": None,
        "createable": not is_settled,
        "custom": field.is_custom,
        "defaultValue": False if field.type == "boolean" else None,
        "defaultValueFormula": None,
        "defaultedOnCreate": field.type in ("id", "boolean") or is_settled,
        "dependentPicklist": False,
        "deprecatedAndHidden": False,
        "digits": 9 if field.type == "int" else 0,
        "displayLocationInDecimal": False,
        "encrypted": False,
        "externalId": False,
        "extraTypeInfo": None,
        "filterable": field.is_filterable,
        "filteredLookupInfo": None,
        "formulaTreatNullNumberAsZero": False,
        "groupable": field.is_filterable and not is_number and field.type != "datetime",
        "highScaleNumber": False,
        "htmlFormatted": False,
        "idLookup": field.name in ("Id", "Email", "Username"),
        "inlineHelpText": None,
        "label": field.label,
        "length": field.length,
        "mask": None,
        "maskType": None,
        "name": field.name,
        "nameField": is_name,
        "namePointing": len(field.reference_to) > 1,
        "nillable": field.is_nillable,
        "permissionable": field.is_nillable,
        "picklistValues": [
            {
                "active": True,
                "defaultValue": False,
                "label": value,
                "validFor": None,
                "value": value,
            }
            for value in field.values
        ],
        "polymorphicForeignKey": len(field.reference_to) > 1,
        "precision": 18 if is_number else 0,
        "queryByDistance": False,
        "referenceTargetField": None,
        "referenceTo": list(field.reference_to),
        "relationshipName": field.relationship,
        "relationshipOrder": None,
        "restrictedDelete": False,
        "restrictedPicklist": False,
        "scale": 2 if field.type in ("currency", "percent") else 0,
        "searchPrefilterable": False,
        "soapType": SOAP.get(field.type, "xsd:string"),
        "sortable": field.is_filterable,
        "type": field.type,
        "unique": field.name == "Username",
        "updateable": not is_settled,
        "writeRequiresMasterRead": False,
    }
