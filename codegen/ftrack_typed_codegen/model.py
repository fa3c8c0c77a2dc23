"""What is to be rendered, as frozen records; templates compute nothing."""

from __future__ import annotations

from collections.abc import Mapping

import attrs


@attrs.frozen(order=True)
class Import:
    """``from module import name``.

    Attributes:
        module: the module, relative to the package where it begins with a dot.
        name: what is imported.
        late: whether type checkers alone need it.
    """

    module: str
    name: str
    late: bool = False

    def for_texts(self) -> Import:
        """Return this so that linters, which do not read texts, find it used."""
        return attrs.evolve(self, name=f"{self.name} as {self.name}")


@attrs.frozen
class ValueType:
    """A type as an annotation writes it.

    Attributes:
        text: the type's expression.
        imports: what the expression needs.
    """

    text: str
    imports: tuple[Import, ...] = attrs.field(default=(), eq=False)

    def optional(self) -> ValueType:
        """Return this type or none; ``Any`` is that already."""
        if self.text == "Any":
            return self
        return attrs.evolve(self, text=f"{self.text} | None")


@attrs.frozen(kw_only=True)
class Kind:
    """How an attribute behaves: its descriptor, and what is read and written.

    Attributes:
        descriptor: the descriptor's class.
        arguments: its type arguments.
        parameters: arguments of its call, as (keyword, expression); positional ones
            have no keyword.
        server_side: whether a new entity cannot be given it.
        required: whether a new entity has to be given it.
        read: the type of the value, none if it is never handed out.
        write: the type that can be assigned, none if none can.
    """

    descriptor: str
    arguments: tuple[ValueType, ...]
    parameters: tuple[tuple[str, str], ...] = ()
    server_side: bool = False
    required: bool = False
    read: ValueType | None = None
    write: ValueType | None = None


@attrs.frozen(kw_only=True)
class Field:
    """One attribute of a class, as the class body has it.

    Attributes:
        name: the Python name.
        wire: the name on the wire.
        kind: how it behaves.
        docstring: what it is, as lines that are safe in a docstring.
    """

    name: str
    wire: str
    kind: Kind
    docstring: tuple[str, ...]

    @property
    def annotation(self) -> str:
        """The declared type: ``Ref[Status]``."""
        arguments = ", ".join(argument.text for argument in self.kind.arguments)
        return f"{self.kind.descriptor}[{arguments}]"

    @property
    def value(self) -> str:
        """The descriptor: ``Ref("Status", key="status_id")``."""
        arguments = ", ".join(
            f"{keyword}={expression}" if keyword else expression
            for keyword, expression in self.kind.parameters
        )
        call = f"{self.kind.descriptor}({arguments})"
        if self.kind.required:
            return f"on_creation({call})"
        return f"server_side({call})" if self.kind.server_side else call


@attrs.frozen(kw_only=True)
class Overload:
    """Keys of the mapping whose values are of one type.

    Attributes:
        keys: their wire names as expressions, sorted.
        type: the type of the value.
    """

    keys: tuple[str, ...]
    type: str

    @property
    def literal(self) -> str:
        """The type of the key."""
        return f"Literal[{', '.join(self.keys)}]"


@attrs.frozen(kw_only=True)
class EntityClass:
    """One entity type's class and module.

    Attributes:
        wire: the entity type as an expression.
        name: the class.
        module: its module in the package.
        bases: the classes that it derives from.
        is_root: whether none of them is an entity type's.
        docstring: what it is, as lines that are safe in a docstring.
        primary_key: Python names as expressions; none if they are the base's.
        default_projections: wire names as expressions; none if they are the base's.
        fields: the attributes that it declares, or declares anew.
        getters: overloads of reading by key; none if they are the base's.
        setters: overloads of assigning by key; none if they are the base's.
        narrows_setters: whether the base could be assigned more.
        redeclares: whether an attribute is of another type than in the base.
        imports: what the module imports at once, by module.
        late_imports: what only type checkers import, by module.
    """

    wire: str
    name: str
    module: str
    bases: tuple[str, ...]
    is_root: bool
    docstring: tuple[str, ...]
    primary_key: tuple[str, ...] | None
    default_projections: tuple[str, ...] | None
    fields: tuple[Field, ...]
    getters: tuple[Overload, ...] | None
    setters: tuple[Overload, ...] | None
    narrows_setters: bool
    redeclares: bool
    imports: Mapping[str, tuple[str, ...]]
    late_imports: Mapping[str, tuple[str, ...]]


@attrs.frozen(kw_only=True)
class PackageModel:
    """A package to be rendered.

    Attributes:
        name: its import name.
        digest: the digest of the schema.
        classes: its entity classes, sorted by name.
        base_types: entity types that others derive from, as expressions, sorted.
        below_mixins: classes that hold the attributes of those that have a mixin of
            the studio's, sorted by name.
        attributes: how many attributes the schema declares, inherited ones included.
    """

    name: str
    digest: str
    classes: tuple[EntityClass, ...]
    attributes: int
    base_types: tuple[str, ...] = ()
    below_mixins: tuple[EntityClass, ...] = ()
