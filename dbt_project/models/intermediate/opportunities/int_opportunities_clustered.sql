{{ clustered_records(
    'opportunities', 'opportunity_id', pairs='int_opportunities_matched'
) }}
