"""Ways in and out: one complete folder a channel, reached only by event or job."""
