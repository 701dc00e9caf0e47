"""What templates do hundreds of times a page, by shorter ways than Jinja2's: calling, and writing values out."""

import html
from collections.abc import Callable
from functools import cache, partial
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

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


def written(value: object) -> str:
    """A value as it stands in the page: markup as it is, everything else escaped."""
    if type(value) is str:
        return html.escape(value)
    return value if isinstance(value, Markup) else escape(value)


class PageCode(CodeGenerator):
    """Compiles `{{ … }}` to `written`, which makes no new object of what is markup already: most of a page is."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
            return
        self.write("environment.written(")
        if finalize.src is not None:
            self.write(finalize.src)
