"""Years of history in bulk, to see how the product behaves at volume."""

from caseway.setup.volume.filling import fill

__all__ = ["fill"]
