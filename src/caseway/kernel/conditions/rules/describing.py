"""A condition in words, as an administrator reads it in a list: "Customer tier is Gold and Title contains oven"."""

from collections.abc import Mapping

from caseway.kernel.conditions.rules.explaining import Teller, Translate
from caseway.kernel.conditions.rules.fields import Field
from caseway.kernel.conditions.rules.problems import gettext_noop
from caseway.kernel.conditions.rules.tree import ALWAYS, AnyOf, Not, Test, Tree


def describe(tree: Tree, fields: Mapping[str, Field], *, translate: Translate = str) -> str:
    """What the condition asks. Pass Django's `gettext` to have it in the user's language."""
    if tree == ALWAYS:
        return translate(gettext_noop("Always"))
    return _said(tree, fields, translate, is_outer=True)


def _said(tree: Tree, fields: Mapping[str, Field], translate: Translate, *, is_outer: bool) -> str:
    if isinstance(tree, Test):
        field = fields[tree.field]
        return f"{field.label} {Teller({}, fields, translate).phrase(tree, field)}"
    if isinstance(tree, Not):
        return translate(gettext_noop("not (%s)")) % _said(tree.item, fields, translate, is_outer=True)
    joint = translate(gettext_noop(" or ") if isinstance(tree, AnyOf) else gettext_noop(" and "))
    text = joint.join(_said(item, fields, translate, is_outer=False) for item in tree.items)
    return text if is_outer or len(tree.items) == 1 else f"({text})"
