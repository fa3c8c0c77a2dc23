"""Rows of a class that a program declares: which paths it has, and of what types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeGuard, TypeVar, cast

from .columns import Column

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_):
        """Do nothing: the mark is for type checkers, its library slow to import."""
        return lambda decorator: decorator


T = TypeVar("T")


def column(path: Column[T]) -> T:
    """Return a field of a :class:`Shape` that holds what is at the end of *path*.

    For a type checker it is a value of the path's type, so that the type which the
    field is declared with has to fit: ``str | None`` where a reference may be none.

    Args:
        path: an attribute of the queried type, or one behind a path, such as
            ``Task.status.name``; in ``listed(...)`` if it leads over a collection.

    Raises:
        TypeError: *path* is no such column.
    """
    # Scripts that no checker has seen give what they find, such as a reference.
    if not isinstance(path, Column):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(not_a_column(path))
    return cast("T", path)


@dataclass_transform(
    kw_only_default=True,
    eq_default=True,
    frozen_default=True,
    field_specifiers=(column,),
)
class Shape:
    """The base of classes that say what a row has, for :meth:`Session.select`.

    ::

        class Summary(Shape):
            name: str = column(Task.name)
            status: str = column(Task.status.name)

    Each is a frozen attrs class; a program may make instances of its own, as for tests.
    Rows are made without a call of the constructor.
    """

    __columns__: ClassVar[Mapping[str, Column[Any]]] = {}
    """What the fields hold, by their names, inherited ones first."""

    def __init_subclass__(cls) -> None:
        """Make *cls* an attrs class.

        Raises:
            TypeError: a field has no column.
        """
        import attrs

        own = {name: value for name, value in vars(cls).items() if is_column(value)}
        declared: Mapping[str, object] = vars(cls).get("__annotations__", {})
        for name, annotation in declared.items():
            if name not in own and "ClassVar" not in str(annotation):
                raise TypeError(
                    f"{cls.__qualname__}.{name} says a type and no path: write "
                    f"{name}: ... = column(Task.name), or whatever it is to hold."
                )
        for name in own:
            delattr(cls, name)
        cls.__columns__ = {**cls.__columns__, **own}
        attrs.define(
            cls,
            these={name: attrs.field() for name in own if name in declared},
            frozen=True,
            kw_only=True,
            slots=False,
        )


def is_column(value: object) -> TypeGuard[Column[Any]]:
    """Whether *value* is a column, of values of any type."""
    return isinstance(value, Column)


def not_a_column(value: object) -> str:
    """Return the message for *value*, which stands where a column is needed."""
    path = getattr(value, "__path__", None)
    if path is None or isinstance(value, type):
        return f"An attribute such as Task.name is needed, not {value!r}."
    return (
        f"{value!r} leads to entities, and a row holds none: write its key, as in "
        "Task.status.id, or another attribute of it."
    )
