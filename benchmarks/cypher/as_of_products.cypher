CREATE INDEX benchmark_product_id IF NOT EXISTS FOR (n:Product) ON (n.id)
