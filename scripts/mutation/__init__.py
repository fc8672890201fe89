"""Mutants: the product with one of its guards taken away (docs/how-to/take-the-guards-away.md)."""
