{{ union_conformed(
    'people', ['salesforce', 'hubspot', 'stripe', 'files']
) }}
