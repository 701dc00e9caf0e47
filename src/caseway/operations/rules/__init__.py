"""Pure rules of operations: business-calendar arithmetic and how durations read."""
