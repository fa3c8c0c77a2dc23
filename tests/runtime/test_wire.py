from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftrack_typed.transport.payload import dumps
from ftrack_typed.wire import (
    decode_datetime,
    decode_value,
    encode_datetime,
    encode_value,
)

UTC = timezone.utc
MORNING = datetime(2024, 5, 1, 8, 30, tzinfo=UTC)
MORNING_TAG = {"__type__": "datetime", "value": "2024-05-01T08:30:00"}

offsets = st.integers(-14 * 60, 14 * 60).map(
    lambda minutes: timezone(timedelta(minutes=minutes))
)
moments = st.datetimes(
    min_value=datetime(2, 1, 1), max_value=datetime(9998, 12, 31), timezones=offsets
)


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-01T08:30:00",
        "2024-05-01 08:30:00",
        "2024-05-01T08:30:00Z",
        "2024-05-01T08:30Z",
        "2024-05-01T08:30",
        "2024-05-01T08:30:00+00:00",
        "2024-05-01T10:30:00+02:00",
        "2024-05-01T10:30:00+0200",
        "2024-05-01T10:30:00+02",
        "2024-05-01T10:30+02",
        "2024-05-01T06:00:00-02:30",
        "2024-05-01T08:30:00.0Z",
        "2024-05-01T08:30:00.000000000",
    ],
)
def test_all_forms_of_a_moment_are_the_same_in_utc(text: str) -> None:
    assert decode_datetime(text) == MORNING
    assert decode_datetime(text).tzinfo is UTC


def test_fractions_are_kept_to_the_microsecond() -> None:
    assert decode_datetime("2024-05-01T08:30:00.5") == MORNING + timedelta(seconds=0.5)
    assert decode_datetime("2024-05-01T08:30:00.1234567Z") == MORNING + timedelta(
        microseconds=123456
    )


def test_a_date_alone_is_its_midnight() -> None:
    assert decode_datetime("2024-05-01") == datetime(2024, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2024-13-01T08:30:00",
        "2024-05-01T25:30:00",
        "2024-05-01T08:30:00+2:00",
        "2024-05-01T08:30:00 or 1",
        "٢٠٢٤-05-01",
        "0001-01-01T00:00:00+05:00",
        "x" * 19,
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|month|hour"):
        decode_datetime(text)


def test_dates_are_written_in_utc_without_offset_and_fraction() -> None:
    elsewhere = MORNING.astimezone(timezone(timedelta(hours=-7)))

    assert encode_datetime(MORNING) == MORNING_TAG
    assert encode_datetime(elsewhere) == MORNING_TAG
    assert encode_datetime(MORNING.replace(tzinfo=None)) == MORNING_TAG
    assert encode_datetime(MORNING.replace(microsecond=999999)) == MORNING_TAG
    assert encode_datetime(date(2024, 5, 1))["value"] == "2024-05-01T00:00:00"


@given(moments)
def test_a_moment_comes_back_from_the_wire_in_whole_seconds(moment: datetime) -> None:
    returned = decode_value(encode_datetime(moment))

    assert returned == moment.astimezone(UTC).replace(microsecond=0)


@given(moments)
def test_iso_text_of_any_offset_is_the_same_moment(moment: datetime) -> None:
    assert decode_datetime(moment.isoformat()) == moment


def test_only_known_tags_are_resolved() -> None:
    assert decode_value(MORNING_TAG) == MORNING
    assert decode_value({"__type__": "date", "value": "2024-05-01"}) == datetime(
        2024, 5, 1, tzinfo=UTC
    )
    for value in (
        {"__type__": "colour", "value": "red"},
        {"url": "x"},
        "2024-05-01",
        ["a"],
        None,
        1.5,
    ):
        assert decode_value(value) is value


@pytest.mark.parametrize("value", [None, 5, "soon"])
def test_a_tagged_date_that_is_none_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="ISO date"):
        decode_value({"__type__": "datetime", "value": value})


def test_values_without_a_form_on_the_wire_are_refused_by_type() -> None:
    assert encode_value(MappingProxyType({"a": 1})) == {"a": 1}
    with pytest.raises(TypeError, match="type complex"):
        encode_value(1j)


@given(st.datetimes(timezones=st.none() | st.just(timezone.utc)))
def test_a_batch_writes_dates_as_the_api_does(moment: datetime) -> None:
    assert json.loads(dumps([moment])) == [encode_datetime(moment)]
