"""Entities: attrs classes, data on an instance and a query language on the class.

A generated class looks like this::

    @entity
    class Task(TypedContext):
        __entity_type__ = "Task"

        bid: Attr[float] = Attr()
        status: Ref[Status] = Ref("Status", key="status_id")

An entity belongs to one session, which creates it, loads it and commits its changes.
It is also a mapping from wire names to values, as in the official client.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from .attributes import Attribute, on_creation, server_side
from .members import inherited_members, is_entity_class, name_clash, set_member
from .owner import NOT_LOADED, Given, Owner

if TYPE_CHECKING:
    import attrs
    from typing_extensions import dataclass_transform

    from ..errors import ReadOnlyError
    from ..language.nodes import Criterion
    from .columns import Absent
    from .comparing import Selection
    from .registry import Registry
else:

    def dataclass_transform(**_):
        """Do nothing: the mark is for type checkers, its library slow to import."""
        return lambda decorator: decorator


E = TypeVar("E", bound="Entity")


class EntityMeta(type):
    """Makes an attribute on its class the beginning of a query.

    ``Task.bid`` is an expression, and ``Task.project`` a path to go on. For type
    checkers the latter is the class ``Project``, so what a path can do besides is
    declared here; at run time it is done by
    :class:`~ftrack_typed.model.expressions.RelationPath`.
    """

    if not TYPE_CHECKING:

        def __getattr__(cls, name):
            # Only names that no class holds come here: see ftrack_typed.model.partial.
            attribute = cls.__attributes__.get(name)
            if attribute is None:
                if name == "__attrs_attrs__" and cls.__entity_type__:
                    _define_fields(topmost(cls))
                    return cls.__attrs_attrs__
                if name.startswith("__"):
                    # Asked for by libraries, often: no search for similar names.
                    raise AttributeError(name)
                raise unknown_attribute(cls, name)
            # Scripts that build no query do without the query language.
            from .expressions import expression_of

            return expression_of(attribute, (), cls.__registry__, cls.__entity_type__)

        def __dir__(cls):
            return [*super().__dir__(), *cls.__attributes__]

    if TYPE_CHECKING:

        def any(cls, *criteria: Criterion | str) -> Criterion:
            """Match rows for which some element satisfies all *criteria*."""
            ...

        def has(cls, *criteria: Criterion | str) -> Criterion:
            """Match rows whose referred entity is there and satisfies *criteria*."""
            ...

        def as_(cls, subtype: type[E]) -> type[E] | Absent:
            """Go on as *subtype*: its attributes, for elements of that type alone."""
            ...

        def in_(cls, values: Iterable[Entity] | Selection) -> Criterion:
            """Match rows that refer to one of *values*, or to what a query gives."""
            ...

        def not_in(cls, values: Iterable[Entity] | Selection) -> Criterion:
            """Match rows that refer to something, and to none of *values*."""
            ...

        # A comparison of a path builds a criterion; object promises a bool.
        def __eq__(  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
            cls,
            other: Entity | None,
        ) -> Criterion: ...
        def __ne__(  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
            cls,
            other: Entity | None,
        ) -> Criterion: ...


class Entity(metaclass=EntityMeta):
    """What every entity can do.

    Loaded values lie in the instance's ``__dict__`` by Python name.
    """

    # Without "__dict__": only a dict that CPython manages itself is read at full speed.
    __slots__ = ("__cohort__", "__session__", "__weakref__")

    __entity_type__: ClassVar[str] = ""
    __primary_key__: ClassVar[tuple[str, ...]] = ("id",)
    __default_projections__: ClassVar[tuple[str, ...]] = ("id",)
    __registry__: ClassVar[Registry]
    __identity__: ClassVar[str] = ""
    """The topmost base's type name: keys are unique below it."""
    __attributes__: ClassVar[Mapping[str, Attribute]] = {}
    """Attributes by Python name, inherited ones included."""
    __by_wire__: ClassVar[Mapping[str, Attribute]] = {}
    """The same by wire name."""
    __plain__: ClassVar[frozenset[str]] = frozenset()
    """Python names whose assignment concerns nothing but their own value."""
    __entity_class__: ClassVar[type[Entity]]
    """The class that the package defines (see :mod:`ftrack_typed.model.partial`)."""
    __loaded__: ClassVar[frozenset[str]] = frozenset()
    """Python names of the attributes that entities of this class came with."""
    __partials__: ClassVar[dict[frozenset[str], type[Entity]]]
    """The partial classes of this class, by those names."""
    __members__: ClassVar[frozenset[str]] = frozenset()
    """Names of what mixins and subclasses add to the attributes."""

    if TYPE_CHECKING:
        __session__: Owner
        __cohort__: object
        __attrs_attrs__: ClassVar[tuple[attrs.Attribute[Any], ...]]
    else:

        def __init__(self, **values):
            raise TypeError(
                f"{type(self).__name__} belongs to a session: write "
                f"session.create({type(self).__name__}, ...)."
            )

        def __setattr__(self, name, value):
            if name not in self.__plain__:
                attribute = type(self).__attributes__.get(name)
                if attribute is None:
                    if set_member(self, name, value):
                        return
                    raise unknown_attribute(type(self), name)
                self.__session__.assign(self, attribute, value)
                return
            session = self.__session__
            originals = session.originals.get(self)
            if originals is None or originals.__class__ is Given:
                originals = session.originals.of(self)
            values = self.__dict__
            if name not in originals:
                originals[name] = values.get(name, NOT_LOADED)
            values[name] = value
            if session.watchers:
                session.tell_watchers(self, name)

        def __delattr__(self, name):
            raise AttributeError(
                f"An attribute of an entity cannot be removed; assign None to "
                f"{type(self).__entity_type__}.{name} to clear it."
            )

        def __getitem__(self, key):
            return getattr(self, attribute_of(type(self), key).name)

        def __reduce_ex__(self, protocol):
            raise TypeError(
                f"{self!r} belongs to its session and can be neither copied nor "
                "pickled; take its values, as dict(entity.items()), or its key."
            )

        def __setitem__(self, key, value):
            setattr(self, attribute_of(type(self), key).name, value)

    def __load__(self, attribute: Attribute) -> object:
        """Return the value of *attribute*, which is not loaded, by loading it."""
        return self.__session__.load(self, attribute)

    @property
    def __key__(self) -> tuple[str, ...]:
        """The primary key's values, in order."""
        values, names = self.__dict__, self.__primary_key__
        if len(names) == 1:
            return (str(values[names[0]]),)
        return tuple([str(values[name]) for name in names])

    def keys(self) -> list[str]:
        """Return the wire names of all attributes that can be read."""
        return [
            name
            for name, attribute in type(self).__by_wire__.items()
            if attribute.selectable
        ]

    def values(self) -> list[object]:
        """Return all values, in the order of :meth:`keys`; loads what is missing."""
        return [value for _, value in self.items()]

    def items(self) -> list[tuple[str, object]]:
        """Return pairs of wire name and value; loads what is missing in one request."""
        cls = type(self)
        self.__session__.load_all(self)
        return [
            (name, getattr(self, cls.__by_wire__[name].name)) for name in self.keys()
        ]

    def get(self, key: str, default: object = None) -> object:
        """Return the value of the attribute *key*, or *default* if there is none."""
        attribute = type(self).__by_wire__.get(key)
        if attribute is None or not attribute.selectable:
            return default
        value: object = getattr(self, attribute.name)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def __len__(self) -> int:
        return len(self.keys())

    def __contains__(self, key: object) -> bool:
        attribute = type(self).__by_wire__.get(key) if isinstance(key, str) else None
        return attribute is not None and attribute.selectable

    def __repr__(self) -> str:
        values = vars(self)
        cls = type(self)
        label = values.get("name") or values.get("username") or values.get("key")
        key = ", ".join(str(values.get(name, "?")) for name in cls.__primary_key__)
        shown = f" {label!r}" if isinstance(label, str) else ""
        return f"<{cls.__entity_type__}{shown} ({key})>"


# Typeshed declares Mapping without its metaclass, hence without register().
Mapping.register(Entity)  # pyright: ignore[reportUnknownMemberType, reportAttributeAccessIssue]


class UntypedEntity(Entity):
    """An entity whose type is not known to the checker: raw query text chose it.

    At run time it is of the generated class; for a checker every attribute and key is
    ``Any``. Give the class to be checked: ``session.query(Task, "where bid > 3")``.
    """

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...
        def __setattr__(self, name: str, value: Any) -> None: ...
        def __getitem__(self, key: str) -> Any: ...
        def __setitem__(self, key: str, value: Any) -> None: ...


def attribute_of(cls: type[Entity], key: str) -> Attribute:
    """Return the attribute of *cls* whose wire name is *key*.

    Raises:
        KeyError: there is none; the message names the nearest ones.
    """
    attribute = cls.__by_wire__.get(key)
    if attribute is None:
        raise KeyError(_no_such(cls, key, cls.__by_wire__))
    return attribute


def unknown_attribute(cls: type[Entity], name: str) -> AttributeError:
    """Return the error for a Python name that *cls* does not have."""
    return AttributeError(_no_such(cls, name, [*cls.__attributes__, *cls.__members__]))


def refuse_assignment(cls: type[Entity], attribute: Attribute) -> ReadOnlyError:
    """Return the error for assigning *attribute*, which cannot be assigned."""
    from ..errors import ReadOnlyError

    reason = (
        "It is computed by the server."
        if attribute.read_only
        else "It may be given to session.create and never be changed."
    )
    return ReadOnlyError(cls.__entity_type__, attribute.wire, reason)


def _no_such(cls: type[Entity], name: str, names: Iterable[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, names, n=3)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    return f"{cls.__entity_type__} has no attribute {name!r}.{hint}"


def topmost(cls: type[Entity]) -> type[Entity]:
    """Return the entity class that *cls* descends from and that has no base itself."""
    return next(base for base in reversed(cls.__mro__) if is_entity_class(base))


def _define_fields(cls: type[Entity]) -> None:
    """Make *cls*, and the classes that derive from it, attrs classes.

    It is done when fields are first asked for: importing attrs and defining a class
    take longer than all else that importing an entity class does. Subclasses are
    defined with their base, or they would be taken to have its fields alone.
    """
    import attrs

    if is_entity_class(cls):
        field = attrs.field(init=False, default=None)
        declared: Mapping[str, object] = vars(cls).get("__annotations__", {})
        attrs.define(
            cls,
            these={name: field for name in cls.__attributes__ if name in declared},
            init=False,
            eq=False,
            repr=False,
            slots=False,
        )
    for derived in cls.__subclasses__():
        # Below a mixin, which is none itself, there are entity classes again.
        if "__loaded__" not in vars(derived):
            _define_fields(derived)


@dataclass_transform(
    kw_only_default=True, eq_default=False, field_specifiers=(server_side, on_creation)
)
def entity(cls: type[E]) -> type[E]:
    """Make *cls* an entity class: an attrs class whose fields are its attributes.

    ``attrs.fields``, ``attrs.asdict`` and the like work; attrs itself is imported when
    the first of them is called.

    For type checkers its constructor takes every attribute that may be given on
    creation as an optional keyword; ``session.create`` is checked through it.

    Raises:
        NameClashError: a mixin that *cls* derives from has a member of that name.
    """
    own = {
        name: value for name, value in vars(cls).items() if isinstance(value, Attribute)
    }
    for name in own:
        delattr(cls, name)
    cls.__members__ = inherited_members(cls)
    cls.__entity_class__ = cls
    cls.__partials__ = {}
    cls.__attributes__ = {**cls.__attributes__, **own}
    error = name_clash(cls, cls.__members__, cls.__attributes__)
    if error is not None:
        raise error
    cls.__by_wire__ = {
        **cls.__by_wire__,
        **{attribute.wire: attribute for attribute in own.values()},
    }
    cls.__identity__ = cls.__identity__ or cls.__entity_type__
    keys = {
        attribute.key
        for attribute in cls.__attributes__.values()
        if not attribute.to_many
    }
    cls.__plain__ = frozenset(
        name
        for name, attribute in cls.__attributes__.items()
        if not (
            attribute.relation
            or attribute.read_only
            or attribute.immutable
            or attribute.wire in keys
            # So do keys of entities of several types, which no reference stands on.
            or attribute.wire.endswith("_id")
        )
    )
    if "__attrs_attrs__" in vars(topmost(cls)):
        _define_fields(cls)
    return cls
