{{ conform_files('products') }}
