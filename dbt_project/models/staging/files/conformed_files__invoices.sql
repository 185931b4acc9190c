{{ conform_files('invoices') }}
