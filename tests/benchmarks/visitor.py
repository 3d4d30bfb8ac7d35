"""A visitor without a browser: speaks Streamlit's websocket protocol, so that a time is the server's and not that of drawing.

A rerun is timed from the message that asks for it to the one that says the script has finished. All messages are read, none is drawn;
none is answered from a browser's cache of messages, so what is sent is all that could be sent.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.sync.client import ClientConnection, connect

PICKERS = ("show", "category", "guest")
DAYS = ("from", "to")
Choice = Mapping[str, list[str]]


@dataclass(frozen=True)
class Chart:
    """A chart that can be clicked: its widget, the fragment that a click reruns, and the customdata of its marks."""

    widget: str
    fragment: str
    marks: list[list[str]]


@dataclass
class Run:
    """What one run of the script sent: milliseconds, bytes, widgets by key, charts, errors."""

    milliseconds: float = 0.0
    sent: int = 0
    widgets: dict[str, str] = field(default_factory=dict)
    charts: list[Chart] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)


class Visitor:
    """One open session on the server at `host`."""

    def __init__(self, host: str) -> None:
        self.socket: ClientConnection = connect(f"ws://{host}/_stcore/stream", subprotocols=["streamlit"], max_size=None)  # type: ignore[list-item]
        self.page = ""
        self.widgets: dict[str, str] = {}
        self.first = self.run({})
        self.pages = self.first.pages

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.socket.close()

    def open(self, path: str) -> Run:
        self.page = self.pages[path]
        return self.run({})

    def run(self, choice: Choice) -> Run:
        """The whole page, with what the filter bar has chosen."""
        return self._rerun(choice)

    def click(self, chart: Chart, mark: list[str], choice: Choice) -> Run:
        """A click on a mark: only the chart's fragment runs."""
        points = [{"customdata": mark, "curve_number": 0, "point_index": 0}]
        selection = {"selection": {"points": points, "point_indices": [0], "box": [], "lasso": []}}
        return self._rerun(choice, chart.fragment, [WidgetState(id=chart.widget, string_value=json.dumps(selection))])

    def _rerun(self, choice: Choice, fragment: str = "", more: list[WidgetState] | None = None) -> Run:
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = urlencode(choice, doseq=True)
        asked.page_script_hash = self.page
        asked.fragment_id = fragment
        asked.context_info.color_scheme = "light"
        asked.widget_states.CopyFrom(WidgetStates(widgets=[*self._bar(choice), *(more or [])]))
        start = time.perf_counter()
        self.socket.send(message.SerializeToString())
        run = self._read()
        run.milliseconds = 1000 * (time.perf_counter() - start)
        received = [ForwardMsg.FromString(one) for one in self.inbox]
        for one in received:
            _note(one, run)
        self.widgets |= run.widgets
        self.page = self.page or next((one.new_session.page_script_hash for one in received if one.HasField("new_session")), "")
        return run

    def _read(self) -> Run:
        """All messages up to the end of the run, kept unread: their reading should not be timed."""
        self.inbox: list[bytes] = []
        run = Run()
        while True:
            raw = self.socket.recv(timeout=60)
            assert isinstance(raw, bytes)
            run.sent += len(raw)
            self.inbox.append(raw)
            if len(raw) < 200 and ForwardMsg.FromString(raw).WhichOneof("type") == "script_finished":
                return run

    def _bar(self, choice: Choice) -> list[WidgetState]:
        states = []
        for key, widget in self.widgets.items():
            state = WidgetState(id=widget)
            if key in PICKERS:
                state.string_array_value.data.extend(choice.get(key, []))
            elif key in DAYS:
                state.string_array_value.data.extend(day.replace("-", "/") for day in choice.get(key, []))
            else:
                continue
            states.append(state)
        return states


def _note(message: ForwardMsg, run: Run) -> None:
    if message.HasField("navigation"):
        run.pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
    if not message.HasField("delta") or not message.delta.HasField("new_element"):
        return
    element = message.delta.new_element
    kind = str(element.WhichOneof("type"))
    inner: Any = getattr(element, kind)
    if kind == "exception":
        run.errors.append(f"{inner.type}: {inner.message}")
    if kind in ("multiselect", "date_input"):
        run.widgets[inner.id.rsplit("-", 1)[-1]] = inner.id
    if kind == "plotly_chart":
        run.charts.append(_chart(element, message.delta.fragment_id))


def _chart(element: Element, fragment: str) -> Chart:
    traces = json.loads(element.plotly_chart.spec)["data"]
    marks = [list(mark) for trace in traces for mark in trace.get("customdata", [])]
    return Chart(element.plotly_chart.id, fragment, marks)
