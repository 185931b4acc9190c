"""What an object of the API looks like before anything is known of it, at version 2023-08-16.

A record holds only what differs; members that the API leaves out when empty are in no template.
"""

from typing import Any


def _of(object: str, nulls: str, **members: Any) -> dict[str, Any]:
    """Members in the API's order: id and object first, the others by name."""
    every = dict.fromkeys(nulls.split()) | members
    return {"id": None, "object": object} | {name: every[name] for name in sorted(every)}


NO_ADDRESS = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))

CUSTOMER = _of(
    "customer",
    """address created currency default_source description discount email invoice_prefix name
    phone shipping test_clock""",
    balance=0,
    delinquent=False,
    invoice_settings={
        "custom_fields": None,
        "default_payment_method": None,
        "footer": None,
        "rendering_options": None,
    },
    livemode=False,
    metadata={},
    next_invoice_sequence=1,
    preferred_locales=[],
    tax_exempt="none",
)

PRODUCT = _of(
    "product",
    """created default_price description name package_dimensions shippable statement_descriptor
    tax_code unit_label updated url""",
    active=True,
    features=[],
    images=[],
    livemode=False,
    metadata={},
)

PRICE = _of(
    "price",
    """created currency custom_unit_amount lookup_key nickname product recurring tiers_mode
    transform_quantity type unit_amount unit_amount_decimal""",
    active=True,
    billing_scheme="per_unit",
    livemode=False,
    metadata={},
    tax_behavior="unspecified",
)

SUBSCRIPTION = _of(
    "subscription",
    """application application_fee_percent billing_cycle_anchor billing_thresholds cancel_at
    canceled_at created currency current_period_end current_period_start customer
    days_until_due default_payment_method default_source description discount ended_at items
    latest_invoice next_pending_invoice_item_invoice on_behalf_of pause_collection
    pending_invoice_item_interval pending_setup_intent pending_update schedule start_date
    test_clock transfer_data trial_end trial_start""",
    automatic_tax={"enabled": False},
    cancel_at_period_end=False,
    cancellation_details={"comment": None, "feedback": None, "reason": None},
    collection_method="charge_automatically",
    default_tax_rates=[],
    livemode=False,
    metadata={},
    payment_settings={
        "payment_method_options": None,
        "payment_method_types": None,
        "save_default_payment_method": "off",
    },
    status="active",
    trial_settings={"end_behavior": {"missing_payment_method": "create_invoice"}},
)

SUBSCRIPTION_ITEM = _of(
    "subscription_item",
    "billing_thresholds created price subscription",
    metadata={},
    quantity=1,
    tax_rates=[],
)

INVOICE = _of(
    "invoice",
    """account_country account_tax_ids application application_fee_amount charge created currency
    custom_fields customer customer_address customer_email customer_name customer_phone
    customer_shipping default_payment_method default_source description discount due_date
    effective_at ending_balance footer from_invoice hosted_invoice_url invoice_pdf
    last_finalization_error latest_revision lines next_payment_attempt number on_behalf_of
    payment_intent period_end period_start quote receipt_number rendering_options
    shipping_cost shipping_details statement_descriptor subscription subtotal_excluding_tax
    tax test_clock total_excluding_tax transfer_data webhooks_delivered_at""",
    account_name="Brightwater Controls",
    amount_due=0,
    amount_paid=0,
    amount_remaining=0,
    amount_shipping=0,
    attempt_count=0,
    attempted=False,
    auto_advance=False,
    automatic_tax={"enabled": False, "status": None},
    billing_reason="manual",
    collection_method="charge_automatically",
    customer_tax_exempt="none",
    customer_tax_ids=[],
    default_tax_rates=[],
    discounts=[],
    livemode=False,
    metadata={},
    paid=False,
    paid_out_of_band=False,
    payment_settings={
        "default_mandate": None,
        "payment_method_options": None,
        "payment_method_types": None,
    },
    post_payment_credit_notes_amount=0,
    pre_payment_credit_notes_amount=0,
    starting_balance=0,
    status="draft",
    status_transitions={
        "finalized_at": None,
        "marked_uncollectible_at": None,
        "paid_at": None,
        "voided_at": None,
    },
    subscription_details={"metadata": None},
    subtotal=0,
    total=0,
    total_discount_amounts=[],
    total_tax_amounts=[],
)

LINE_ITEM = _of(
    "line_item",
    """amount amount_excluding_tax currency description period price quantity subscription
    unit_amount_excluding_tax""",
    discount_amounts=[],
    discountable=True,
    discounts=[],
    livemode=False,
    metadata={},
    proration=False,
    proration_details={"credited_items": None},
    tax_amounts=[],
    tax_rates=[],
    type="invoiceitem",
)

CHARGE = _of(
    "charge",
    """application application_fee application_fee_amount balance_transaction
    calculated_statement_descriptor created currency customer description
    failure_balance_transaction failure_code failure_message invoice on_behalf_of outcome
    payment_intent payment_method payment_method_details receipt_email receipt_number
    receipt_url review shipping source_transfer statement_descriptor
    statement_descriptor_suffix status transfer_data transfer_group""",
    amount=0,
    amount_captured=0,
    amount_refunded=0,
    billing_details={"address": NO_ADDRESS, "email": None, "name": None, "phone": None},
    captured=False,
    disputed=False,
    fraud_details={},
    livemode=False,
    metadata={},
    paid=False,
    refunded=False,
)

PAYMENT_INTENT = _of(
    "payment_intent",
    """application application_fee_amount automatic_payment_methods canceled_at
    cancellation_reason client_secret created currency customer description invoice
    last_payment_error latest_charge next_action on_behalf_of payment_method processing
    receipt_email review setup_future_usage shipping statement_descriptor
    statement_descriptor_suffix status transfer_data transfer_group""",
    amount=0,
    amount_capturable=0,
    amount_details={"tip": {}},
    amount_received=0,
    capture_method="automatic",
    confirmation_method="automatic",
    livemode=False,
    metadata={},
    payment_method_options={},
    payment_method_types=["card"],
)

REFUND = _of(
    "refund",
    """amount balance_transaction charge created currency payment_intent reason receipt_number
    source_transfer_reversal status transfer_reversal""",
    metadata={},
)

CREDIT_NOTE = _of(
    "credit_note",
    """created currency customer customer_balance_transaction effective_at invoice lines memo
    number out_of_band_amount pdf reason refund shipping_cost subtotal_excluding_tax
    total_excluding_tax voided_at""",
    amount=0,
    amount_shipping=0,
    discount_amount=0,
    discount_amounts=[],
    livemode=False,
    metadata={},
    status="issued",
    subtotal=0,
    tax_amounts=[],
    total=0,
    type="pre_payment",
)

CREDIT_NOTE_LINE_ITEM = _of(
    "credit_note_line_item",
    "amount description quantity unit_amount unit_amount_decimal unit_amount_excluding_tax",
    amount_excluding_tax=None,
    discount_amount=0,
    discount_amounts=[],
    livemode=False,
    tax_amounts=[],
    tax_rates=[],
    type="custom_line_item",
)

EVIDENCE = """access_activity_log billing_address cancellation_policy cancellation_policy_disclosure
    cancellation_rebuttal customer_communication customer_email_address customer_name
    customer_purchase_ip customer_signature duplicate_charge_documentation
    duplicate_charge_explanation duplicate_charge_id product_description receipt refund_policy
    refund_policy_disclosure refund_refusal_explanation service_date service_documentation
    shipping_address shipping_carrier shipping_date shipping_documentation
    shipping_tracking_number uncategorized_file uncategorized_text"""

DISPUTE = _of(
    "dispute",
    "amount charge created currency payment_intent reason status",
    balance_transactions=[],
    evidence=dict.fromkeys(EVIDENCE.split()),
    evidence_details={
        "due_by": None,
        "has_evidence": False,
        "past_due": False,
        "submission_count": 0,
    },
    is_charge_refundable=False,
    livemode=False,
    metadata={},
)

BALANCE_TRANSACTION = _of(
    "balance_transaction",
    """amount available_on created currency description exchange_rate fee net reporting_category
    source status type""",
    fee_details=[],
)

TEST_CLOCK = _of(
    "test_helpers.test_clock",
    "created deletes_after frozen_time name",
    livemode=False,
    status="ready",
)

TEMPLATES: dict[str, dict[str, Any]] = {
    template["object"]: template
    for template in (
        CUSTOMER, PRODUCT, PRICE, SUBSCRIPTION, SUBSCRIPTION_ITEM, INVOICE, LINE_ITEM, CHARGE,
        PAYMENT_INTENT, REFUND, CREDIT_NOTE, CREDIT_NOTE_LINE_ITEM, DISPUTE, BALANCE_TRANSACTION,
        TEST_CLOCK,
    )
}  # fmt: skip
