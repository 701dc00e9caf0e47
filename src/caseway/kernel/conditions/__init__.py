"""Conditions: one typed tree for every rule in the product. Parts: `rules` (pure), `registry`, `sql`, `forms`."""
