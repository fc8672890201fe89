"""The demonstration: illustrative posts and projects as data in `content/`, walked as real actions."""
