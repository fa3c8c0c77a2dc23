"""The plugin's hooks: which calls take the text of a query, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from mypy.options import Options
from mypy.plugin import MethodSigContext, Plugin, ReportConfigContext
from mypy.types import FunctionLike

from ftrack_typed.mypy._calls import Call
from ftrack_typed.mypy._packages import PACKAGES
from ftrack_typed.mypy._sources import Sources

_Hook: TypeAlias = Callable[[Call], FunctionLike]

_HOOKS: Mapping[str, _Hook] = {
    "query": Call.query,
    "where": Call.where,
    "select": Call.select,
    "order_by": Call.order_by,
    "populate": Call.populate,
    "any": Call.quantified,
    "has": Call.quantified,
}
"""Method to what checks a call of it, of whatever class the method is."""


class QueryPlugin(Plugin):
    """Checks the texts of queries, and types what they query."""

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self._sources = Sources()
        self._paths: dict[str, str] = {}

    def get_method_signature_hook(
        self, fullname: str
    ) -> Callable[[MethodSigContext], FunctionLike] | None:
        """Return what refines the signature of a method for one call.

        Findings are reported from here as well: what a hook for the call's type reports
        is taken for a reason to try another overload.
        """
        hook = _HOOKS.get(fullname.rpartition(".")[2])
        if hook is None:
            return None
        return lambda context: Call(context, self._sources, self._paths).refined(hook)

    def report_config_data(self, ctx: ReportConfigContext) -> object:
        """Return what a module's results depend on besides its source.

        Modules of a generated package depend on its schema, and all that use the
        package depend on these.
        """
        if ctx.is_check:
            # What mypy has of a module in its cache may name a file of another folder.
            self._paths[ctx.id] = ctx.path
        return PACKAGES.digest(ctx.path)
