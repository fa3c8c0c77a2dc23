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
        read: the type of the value, none if it is never handed out.
        write: the type that can be assigned, none if none can.
    """

    descriptor: str
    arguments: tuple[ValueType, ...]
    parameters: tuple[tuple[str, str], ...] = ()
    server_side: bool = False
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
class CustomField:
    """One custom attribute of a class of them.

    Attributes:
        key: its key as an expression.
        name: the Python name, none if it is reached by its key alone.
        value: the type of its value.
        compared: the type of what a query compares it with.
        by_key: the type of what can be assigned by its key.
        read_only: whether the server computes it.
        docstring: what it is, as lines that are safe in a docstring.
    """

    key: str
    name: str | None
    value: ValueType
    compared: ValueType
    by_key: ValueType
    read_only: bool
    docstring: tuple[str, ...]

    @property
    def descriptor(self) -> str:
        """The descriptor's class."""
        return "ReadOnlyCustomAttr" if self.read_only else "CustomAttr"

    @property
    def annotation(self) -> str:
        """The declared type: ``CustomAttr[float, float]``."""
        return f"{self.descriptor}[{self.value.text}, {self.compared.text}]"


@attrs.frozen(kw_only=True)
class KeyAccess:
    """An overload of access by key.

    Attributes:
        keys: the type of the key.
        type: the type of the value.
    """

    keys: str
    type: str


@attrs.frozen(kw_only=True)
class CustomClass:
    """The custom attributes of one entity type, and of those that derive from it.

    Attributes:
        name: the class.
        entity: the entity type's class.
        base: the class that it derives from.
        values: the type of a mapping of values to assign; ``Mapping[str, Any]`` where
            entities of derived types have more.
        is_open: whether they have.
        own: the attributes that the class declares, sorted by key.
        fields: these and inherited ones, sorted by key.
        getters: overloads of reading by key.
        setters: overloads of assigning by key.
    """

    name: str
    entity: str
    base: str
    values: str
    is_open: bool
    own: tuple[CustomField, ...]
    fields: tuple[CustomField, ...]
    getters: tuple[KeyAccess, ...]
    setters: tuple[KeyAccess, ...]

    @property
    def has_names(self) -> bool:
        """Whether each key that is assigned is a name that a class body can have."""
        return all(
            each.name is not None and each.key == repr(each.name)
            for each in self.fields
            if not each.read_only
        )


@attrs.frozen(kw_only=True)
class LinkField:
    """Links of one configuration.

    Attributes:
        name: the Python name.
        key: the configuration's key as an expression.
        target: the class of what they lead to.
        end: the attribute of the link that is such an entity, as an expression.
        cast: its entity type as an expression, where the attribute's is a base of it.
        docstring: what it is, as lines that are safe in a docstring.
    """

    name: str
    key: str
    target: ValueType
    end: str
    cast: str | None
    docstring: tuple[str, ...]

    @property
    def arguments(self) -> str:
        """The arguments of its descriptor."""
        cast = () if self.cast is None else (self.cast,)
        return ", ".join((self.key, self.end, *cast))


@attrs.frozen(kw_only=True)
class LinkClass:
    """The links of one entity type.

    Attributes:
        name: the class.
        entity: the entity type's class.
        fields: its links, sorted by key.
    """

    name: str
    entity: str
    fields: tuple[LinkField, ...]


@attrs.frozen(kw_only=True)
class CustomModule:
    """The module of a package that holds its classes of custom attributes.

    Attributes:
        classes: bases first.
        links: classes of links.
        link_class: the class of the entity type of all links.
        link_module: the module that it is in.
        imports: what the module imports at once, by module.
        late_imports: what only type checkers import, by module.
    """

    classes: tuple[CustomClass, ...]
    links: tuple[LinkClass, ...]
    link_class: str
    link_module: str
    imports: Mapping[str, tuple[str, ...]]
    late_imports: Mapping[str, tuple[str, ...]]


@attrs.frozen(kw_only=True)
class Constant:
    """One name of a workflow.

    Attributes:
        name: the constant.
        value: the name as an expression.
        id: the row's key as an expression.
    """

    name: str
    value: str
    id: str


@attrs.frozen(kw_only=True)
class NamesClass:
    """The names of one entity type's rows.

    Attributes:
        name: the class that holds the constants.
        alias: the literal type.
        entity: the entity type.
        names: all names as expressions, sorted.
        constants: those that can be constants, sorted.
    """

    name: str
    alias: str
    entity: str
    names: tuple[str, ...]
    constants: tuple[Constant, ...]


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
        custom_attributes: the module of those that the site has, if it has any.
        names: classes of the names of its workflow, as far as they are asked for.
    """

    name: str
    digest: str
    classes: tuple[EntityClass, ...]
    attributes: int
    base_types: tuple[str, ...] = ()
    below_mixins: tuple[EntityClass, ...] = ()
    custom_attributes: CustomModule | None = None
    names: tuple[NamesClass, ...] = ()
