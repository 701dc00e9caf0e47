"""Telling what a person wrote now from what they quote and how they sign."""

from .split import SplitReply, split_reply

__all__ = ["SplitReply", "split_reply"]
