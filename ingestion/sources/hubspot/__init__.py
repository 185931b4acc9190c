"""HubSpot: marketing automation for all, and the CRM of the small-business team."""
