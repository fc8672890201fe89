"""The pages of the year: dashboard, my work, cycles, editions."""
