"""A span for each call of a transport, and one within it for each HTTP request.

Run it with the variables that ``ftrack-typed serve`` prints, and with
``opentelemetry-sdk`` installed; it prints the spans of one query::

    python examples/tracing/tracing.py
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager

from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode, Tracer

from ftrack_typed.configuration import Configuration
from ftrack_typed.transport import CallRecord, HttpTransport, RequestRecord

_NANOSECONDS = 1_000_000_000


class Tracing:
    """Opens spans of *tracer*; give ``around`` and ``observer`` to a transport."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer

    @contextmanager
    def around(self, call: CallRecord) -> Generator[None, None, None]:
        """Open a span around a call; an error that ends it is noted in the span."""
        attributes: Mapping[str, str | int | bool] = {
            "ftrack.actions": ",".join(call.actions),
            "ftrack.operations": call.operations,
            "ftrack.writes": call.writes,
        }
        name = f"ftrack {call.actions[0]}" if len(call.actions) == 1 else "ftrack batch"
        with self._tracer.start_as_current_span(name, attributes=attributes):
            yield

    def observer(self, request: RequestRecord) -> None:
        """Add a span for a request that has ended, within that of its call."""
        start = int(request.start * _NANOSECONDS)
        attributes: dict[str, str | int] = {
            "http.request.method": "POST",
            "url.full": request.url,
            "http.request.body.size": request.bytes_sent,
            "http.response.body.size": request.bytes_received,
            "http.request.resend_count": request.attempt - 1,
        }
        if request.status is not None:
            attributes["http.response.status_code"] = request.status
        if request.fault is not None:
            attributes["error.type"] = request.fault
        span = self._tracer.start_span(
            "POST", kind=SpanKind.CLIENT, attributes=attributes, start_time=start
        )
        if request.fault is not None:
            span.set_status(Status(StatusCode.ERROR, request.fault))
        span.end(start + int(request.duration * _NANOSECONDS))


def main() -> None:
    """Trace one query of the server that the environment names."""
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(ConsoleSpanExporter()))
    tracing = Tracing(provider.get_tracer("ftrack_typed"))
    with HttpTransport(
        Configuration.resolve(), around=tracing.around, observer=tracing.observer
    ) as transport:
        transport.call([{"action": "query", "expression": "select name from Project"}])


if __name__ == "__main__":
    main()
