"""Pieces of the forms about mailboxes."""

from django import forms

PLAIN_USER = {"autocomplete": "off", "spellcheck": "false"}


def shown_for(values: str, widget: forms.Widget | None = None, *, of: str = "way_in") -> forms.Widget:
    """A field that is hidden while another one (`of`) has none of these values."""
    widget = widget or forms.TextInput()
    widget.attrs |= {"data-when": of, "data-when-is": values}
    return widget
