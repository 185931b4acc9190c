"""The raw tables of Stripe: the API's own fields at version 2023-08-16.

Every field that an answer always holds is a column. `object` names the type and carries nothing;
`lines` of invoices and credit notes land whole in tables of their own, so the ten inside are not
kept twice.
Instants are epoch seconds and money is in minor units, both as the API sends them.
"""

from ingestion.source import Field, Table

KINDS = {"": "string", "#": "number", "?": "boolean", "*": "json"}


def _fields(text: str) -> tuple[Field, ...]:
    """`name` is a string, `name#` a number, `name?` a boolean, `name*` an object or array.

    `~name` is left out by the API where it has no value.
    """
    words = [(word.startswith("~"), word.lstrip("~")) for word in text.split()]
    return tuple(
        Field(word.rstrip("#?*"), KINDS[word[len(word.rstrip("#?*")) :]], is_omitted=is_omitted)
        for is_omitted, word in words
    )


def _table(
    name: str,
    fields: str,
    object: str = "",
    envelope: tuple[str, ...] = (),
    changed_at: str | None = None,
) -> Table:
    return Table(
        name=name,
        object=object or name,
        fields=_fields(fields),
        key=("id",),
        changed_at=changed_at,
        envelope=("object", *envelope),
    )


CUSTOMER = _table(
    "customer",
    """id address* balance# created# currency default_source delinquent? description discount*
    email invoice_prefix invoice_settings* livemode? metadata* name next_invoice_sequence#
    phone preferred_locales* shipping* tax_exempt test_clock""",
)

SUBSCRIPTION = _table(
    "subscription",
    """id application application_fee_percent# automatic_tax* billing_cycle_anchor#
    billing_thresholds* cancel_at# cancel_at_period_end? canceled_at# cancellation_details*
    collection_method created# currency current_period_end# current_period_start# customer
    days_until_due# default_payment_method default_source default_tax_rates* description
    discount* ended_at# items* latest_invoice livemode? metadata*
    next_pending_invoice_item_invoice# on_behalf_of pause_collection* payment_settings*
    pending_invoice_item_interval* pending_setup_intent pending_update* schedule start_date#
    status test_clock transfer_data* trial_end# trial_settings* trial_start#""",
)

SUBSCRIPTION_ITEM = _table(
    "subscription_item",
    "id billing_thresholds* created# metadata* price* quantity# subscription tax_rates*",
)

PRODUCT = _table(
    "product",
    """id active? created# default_price description features* images* livemode? metadata* name
    package_dimensions* shippable? statement_descriptor tax_code unit_label updated# url""",
    changed_at="updated",
)

PRICE = _table(
    "price",
    """id active? billing_scheme created# currency custom_unit_amount* livemode? lookup_key
    metadata* nickname product recurring* tax_behavior tiers_mode transform_quantity* type
    unit_amount# unit_amount_decimal""",
)

INVOICE = _table(
    "invoice",
    """id account_country account_name account_tax_ids* amount_due# amount_paid#
    amount_remaining# amount_shipping# application application_fee_amount# attempt_count#
    attempted? auto_advance? automatic_tax* billing_reason charge collection_method created#
    currency custom_fields* customer customer_address* customer_email customer_name
    customer_phone customer_shipping* customer_tax_exempt customer_tax_ids*
    default_payment_method default_source default_tax_rates* description discount* discounts*
    due_date# effective_at# ending_balance# footer from_invoice* hosted_invoice_url
    invoice_pdf last_finalization_error* latest_revision livemode? metadata*
    next_payment_attempt# number on_behalf_of paid? paid_out_of_band? payment_intent
    payment_settings* period_end# period_start# post_payment_credit_notes_amount#
    pre_payment_credit_notes_amount# quote receipt_number rendering_options* shipping_cost*
    shipping_details* starting_balance# statement_descriptor status status_transitions*
    subscription subscription_details* subtotal# subtotal_excluding_tax# tax# test_clock
    total# total_discount_amounts* total_excluding_tax# total_tax_amounts* transfer_data*
    webhooks_delivered_at#""",
    envelope=("lines",),
)

# At this version a line does not name its invoice: the client writes the id into it as `invoice`,
# under the name that later versions of the API give it.
INVOICE_LINE_ITEM = _table(
    "invoice_line_item",
    """id invoice amount# amount_excluding_tax# currency description discount_amounts*
    discountable? discounts* livemode? metadata* period* price* proration? proration_details*
    quantity# subscription tax_amounts* tax_rates* type
    unit_amount_excluding_tax ~invoice_item ~subscription_item""",
    object="line_item",
)

CHARGE = _table(
    "charge",
    """id amount# amount_captured# amount_refunded# application application_fee
    application_fee_amount# balance_transaction billing_details*
    calculated_statement_descriptor captured? created# currency customer description disputed?
    failure_balance_transaction failure_code failure_message fraud_details* invoice livemode?
    metadata* on_behalf_of outcome* paid? payment_intent payment_method
    payment_method_details* receipt_email receipt_number receipt_url refunded? review
    shipping* source_transfer statement_descriptor statement_descriptor_suffix status
    transfer_data* transfer_group""",
)

PAYMENT_INTENT = _table(
    "payment_intent",
    """id amount# amount_capturable# amount_details* amount_received# application
    application_fee_amount# automatic_payment_methods* canceled_at# cancellation_reason
    capture_method client_secret confirmation_method created# currency customer description
    invoice last_payment_error* latest_charge livemode? metadata* next_action* on_behalf_of
    payment_method payment_method_options* payment_method_types* processing* receipt_email
    review setup_future_usage shipping* statement_descriptor statement_descriptor_suffix
    status transfer_data* transfer_group""",
)

REFUND = _table(
    "refund",
    """id amount# balance_transaction charge created# currency metadata* payment_intent reason
    receipt_number source_transfer_reversal status transfer_reversal ~description
    ~failure_balance_transaction ~failure_reason""",
)

CREDIT_NOTE = _table(
    "credit_note",
    """id amount# amount_shipping# created# currency customer customer_balance_transaction
    discount_amount# discount_amounts* effective_at# invoice livemode? memo metadata*
    number out_of_band_amount# pdf reason refund shipping_cost* status subtotal#
    subtotal_excluding_tax# tax_amounts* total# total_excluding_tax# type voided_at#""",
    envelope=("lines",),
)

# No line names its credit note, at any version: the client writes the id in as `credit_note`.
CREDIT_NOTE_LINE_ITEM = _table(
    "credit_note_line_item",
    """id credit_note amount# amount_excluding_tax# description discount_amount#
    discount_amounts* livemode? quantity# tax_amounts* tax_rates* type unit_amount#
    unit_amount_decimal unit_amount_excluding_tax ~invoice_line_item""",
)

DISPUTE = _table(
    "dispute",
    """id amount# balance_transactions* charge created# currency evidence* evidence_details*
    is_charge_refundable? livemode? metadata* payment_intent reason status
    ~payment_method_details*""",
)

BALANCE_TRANSACTION = _table(
    "balance_transaction",
    """id amount# available_on# created# currency description exchange_rate# fee# fee_details*
    net# reporting_category source status type""",
)

# An event is a pointer: its snapshot is rendered at the version of its own day and never lands.
# The client keeps these members and writes in `object_id`, the id of the object it is about.
EVENT = _table("event", "id api_version created# type object_id")

TABLES = (
    CUSTOMER, SUBSCRIPTION, SUBSCRIPTION_ITEM, PRODUCT, PRICE, INVOICE, INVOICE_LINE_ITEM, CHARGE,
    PAYMENT_INTENT, REFUND, CREDIT_NOTE, CREDIT_NOTE_LINE_ITEM, DISPUTE, BALANCE_TRANSACTION, EVENT,
)  # fmt: skip
