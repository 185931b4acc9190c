"""Stripe billing: customers, subscriptions, invoices and payments."""
