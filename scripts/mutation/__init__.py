"""Mutants: the product with one of its guards taken away (docs/how-to/mutate.md)."""
