"""Calls within templates, without looking four times for a decorator that hardly any of them has."""

from collections.abc import Callable
from functools import cache, partial
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from jinja2.runtime import Context, Macro

FUNCTIONS = frozenset({FunctionType, MethodType, BuiltinFunctionType, partial, type(cache(len))})
SCOPES = ("_block_vars", "_loop_vars")


class PageContext(Context):
    """Jinja2's context with a short way for macros and plain functions: a page makes hundreds of such calls."""

    def call(self, obj: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        kind = type(obj)
        if kind is Macro:
            args = (self.eval_ctx, *args)
        elif kind not in FUNCTIONS or hasattr(obj, "jinja_pass_arg"):
            return super().call(obj, *args, **kwargs)
        for scope in SCOPES:
            kwargs.pop(scope, None)
        return obj(*args, **kwargs)
