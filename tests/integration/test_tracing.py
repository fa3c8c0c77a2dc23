"""The tracing example makes the spans that it promises."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from os import environ
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from ftrack_typed.configuration import Configuration
from ftrack_typed.errors import ServerQueryError
from ftrack_typed.transport import HttpTransport
from ftrack_typed_schema import Session, Task
from ftrack_typed_server import RunningServer
from support.raw_server import RawServer, Reply, json_reply

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "tracing" / "tracing.py"
KEY = "k3y-that-nobody-may-see"


def example() -> Any:
    spec = spec_from_file_location("tracing_example", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def tracing(exporter: InMemorySpanExporter) -> Any:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return example().Tracing(provider.get_tracer("test"))


def open_transport(url: str, tracing: Any, user: str, key: str) -> HttpTransport:
    return HttpTransport(
        Configuration(url, user, key),
        around=tracing.around,
        observer=tracing.observer,
    )


def test_a_query_of_a_session_is_a_span_with_its_request_within(
    demo: RunningServer, tracing: Any, exporter: InMemorySpanExporter
) -> None:
    transport = open_transport(demo.url, tracing, demo.api_user, demo.api_key)
    with Session(transport=transport, on_schema_drift="ignore") as session:
        session.query(Task).first()

    request, call = exporter.get_finished_spans()
    assert call.name == "ftrack query"
    assert dict(call.attributes or {}) == {
        "ftrack.actions": "query",
        "ftrack.operations": 1,
        "ftrack.writes": False,
    }
    assert request.parent is not None
    assert request.parent.span_id == call.context.span_id
    assert (request.attributes or {})["http.response.status_code"] == 200
    assert (call.start_time or 0) <= (request.end_time or 0) <= (call.end_time or 0)


def test_each_try_is_a_span_and_none_holds_the_key(
    tracing: Any, exporter: InMemorySpanExporter
) -> None:
    refusal = {"exception": "ParseError", "content": f"not understood by {KEY}"}
    with (
        RawServer([Reply(close=True), json_reply(refusal)]) as server,
        open_transport(server.url, tracing, "amy", KEY) as transport,
        pytest.raises(ServerQueryError),
    ):
        transport.call([{"action": "query", "expression": "Task"}])

    first, second, call = exporter.get_finished_spans()
    assert first.status.status_code is StatusCode.ERROR
    assert (first.attributes or {})["error.type"] == "interrupted"
    assert (second.attributes or {})["http.request.resend_count"] == 1
    assert call.status.status_code is StatusCode.ERROR
    assert KEY not in "".join(span.to_json() for span in exporter.get_finished_spans())


def test_the_example_runs_by_itself(demo: RunningServer) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", str(EXAMPLE)],
        env={**environ, **demo.environment},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert '"name": "ftrack query"' in done.stdout
    assert '"name": "POST"' in done.stdout
    assert demo.api_key not in done.stdout
