{{ bridge_of('opportunities', 'opportunity_id', pairs='int_opportunities_matched') }}
