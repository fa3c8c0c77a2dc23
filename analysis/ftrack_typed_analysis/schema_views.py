"""A schema with what the generator finds out about it."""

from __future__ import annotations

from ftrack_typed.schema import SchemaDocument, infer_relations
from ftrack_typed_codegen.bases import sound_bases
from ftrack_typed_codegen.naming import name_document
from ftrack_typed_codegen.settings import Settings
from ftrack_typed_codegen.view import SchemaView


def view_of(
    document: SchemaDocument,
    settings: Settings | None = None,
    problems: list[str] | None = None,
) -> SchemaView:
    """Return *document* with what the generator finds out about it.

    Args:
        document: the schema.
        settings: the project's, which says what may be none; it may tell of attributes
            that this schema does not have.
        problems: gets the names that Python cannot have; none if the generator is to
            refuse them.
    """
    settings = settings or Settings()
    relations = infer_relations(document)
    return SchemaView(
        document=document,
        relations=relations,
        bases=sound_bases(document, relations),
        names=name_document(document, [] if problems is None else problems),
        nullable=settings.nullable,
        required=settings.asked_for,
    )
