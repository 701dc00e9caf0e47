"""Pure rules of service levels: clocks, which item and policy apply, and why a deadline is what it is."""
