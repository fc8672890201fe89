"""Projects by the hundred thousand for measuring: plausible in number and shape, written past the actions."""
