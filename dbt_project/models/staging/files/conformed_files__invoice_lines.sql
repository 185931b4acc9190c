{{ conform_files('invoice_lines') }}
