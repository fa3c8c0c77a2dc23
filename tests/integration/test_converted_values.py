"""Values of one's own types in custom attributes and metadata."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from ftrack_typed.model import Converted
from ftrack_typed.session import ConversionError
from ftrack_typed_schema import (
    CustomAttributeConfiguration,
    CustomAttributeType,
    Project,
    Session,
    Shot,
)


@attrs.frozen
class Review:
    fps: float
    watermark: bool = False
    due: date | None = None


@attrs.frozen
class Resolution:
    width: int
    height: int


class StudioShot(Shot):
    review = Converted(Review, "review", within="metadata", json=True)
    resolution = Converted(Resolution, "shot_resolution")
    settings = Converted(Review, "shot_settings", json=True)
    range_ = Converted(float, "fstart")


@pytest.fixture
def shot(session: Session, project: Project) -> StudioShot:
    text = session.query(CustomAttributeType).where("name is text").one()
    for key in ("shot_resolution", "shot_settings"):
        session.ensure(
            CustomAttributeConfiguration,
            CustomAttributeConfiguration.key,
            key=key,
            label=key,
            entity_type="show",
            is_hierarchical=True,
            type=text,
            config='{"markdown": false}',
            core=False,
        )
    session.commit()
    session.register(StudioShot)
    session.converter.register_structure_hook(
        Resolution, lambda text, _: Resolution(*map(int, text.split("x")))
    )
    session.converter.register_unstructure_hook(
        Resolution, lambda value: f"{value.width}x{value.height}"
    )
    created = session.create(StudioShot, name="sh010", parent=project)
    session.commit()
    return created


def kept_on(shot: StudioShot) -> tuple[Review | None, Review | None]:
    return shot.review, shot.settings


def test_value_is_kept_and_read_back(
    shot: StudioShot, session: Session, other: Session
) -> None:
    review = Review(25.0, watermark=True, due=date(2026, 1, 2))
    assert shot.review is None
    assert shot.settings is None
    shot.review = review
    shot.settings = Review(24.0)
    shot.range_ = 1001.0
    assert shot.review == review
    session.commit()

    other.register(StudioShot)
    found = other.get(StudioShot, shot.id)
    assert found is not None
    assert found.review == review
    assert found.settings == Review(24.0)
    assert found.range_ == 1001.0
    assert '"fps": 25.0' in found.metadata["review"]


def test_converter_of_the_session_knows_the_studios_types(
    shot: StudioShot, session: Session
) -> None:
    shot.resolution = Resolution(1920, 1080)
    session.commit()

    assert shot.custom_attributes["shot_resolution"] == "1920x1080"
    assert shot.resolution == Resolution(1920, 1080)


def test_none_empties_and_a_rollback_restores(
    shot: StudioShot, session: Session
) -> None:
    shot.review = Review(25.0)
    shot.settings = Review(24.0)
    session.commit()
    shot.review = None
    shot.settings = None
    assert kept_on(shot) == (None, None)
    session.rollback()
    assert kept_on(shot) == (Review(25.0), Review(24.0))
    shot.review = None
    session.commit()
    assert "review" not in shot.metadata


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("{", "JSONDecodeError"),
        ('{"fps": "fast"}', r"invalid value for type, expected float @ \$\.fps"),
        ("{}", "required field missing"),
    ],
)
def test_what_is_no_such_value_is_told(shot: StudioShot, kept: str, said: str) -> None:
    shot.metadata["review"] = kept

    with pytest.raises(ConversionError, match=said) as caught:
        assert shot.review

    assert (caught.value.entity_type, caught.value.key) == ("Shot", "review")
    assert "<Shot 'sh010'" in str(caught.value)


def test_on_the_class_it_is_itself() -> None:
    assert isinstance(StudioShot.review, Converted)
