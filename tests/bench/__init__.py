"""`python -m tests.bench` measures the product at 10,000 and 100,000 projects; it prints a table, asserts nothing."""

BARE = "/bare/"
"""Where the bare view answers that every page is compared with."""
BARE_POST = "/bare/sign/"
"""Where the bare view answers that every signature is compared with."""
