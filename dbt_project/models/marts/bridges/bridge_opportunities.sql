{{ bridge_of('opportunities', 'opportunity_id') }}
