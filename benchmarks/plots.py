"""Plots as SVG text: horizontal bars with whiskers, and lines over a logarithmic or a plain axis."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Final

WIDTH: Final = 760
_LEFT: Final = 190
_RIGHT: Final = 120
_ROW: Final = 26
_COLOURS: Final = ("#0b6e99", "#c2571a", "#4c8c2b", "#8a4fbf", "#b8336a", "#6b7280", "#0f766e", "#a16207")
_TEXT: Final = 'font-family="system-ui, sans-serif" font-size="13" fill="#6b7280"'


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its value, the range it was measured in, and whether it is the one to look at."""

    name: str
    value: float
    low: float
    high: float
    marked: bool = False


def bars(title: str, unit: str, rows: Sequence[Bar]) -> str:
    """The rows as bars, the largest first."""
    rows = sorted(rows, key=lambda row: -row.value)
    most = max(row.high for row in rows)
    scale = (WIDTH - _LEFT - _RIGHT) / most
    parts = [_text(0, 18, title, bold=True)]
    for number, row in enumerate(rows):
        top = 36 + number * _ROW
        colour = _COLOURS[0] if row.marked else "#9ca3af"
        parts.append(_text(_LEFT - 8, top + 14, row.name, anchor="end"))
        parts.append(f'<rect x="{_LEFT}" y="{top}" width="{row.value * scale:.1f}" height="18" fill="{colour}"/>')
        low, high = _LEFT + row.low * scale, _LEFT + row.high * scale
        parts.append(f'<path d="M{low:.1f} {top + 9}H{high:.1f}" stroke="#374151" stroke-width="2"/>')
        parts.append(_text(high + 8, top + 14, f"{row.value:,.0f} {unit}"))
    return _document(36 + len(rows) * _ROW + 8, parts)


def lines(
    title: str, x_label: str, y_label: str, series: Mapping[str, Sequence[tuple[float, float]]], *, logarithmic: bool
) -> str:
    """Each series as a line through its points, with its name at its end."""
    points = [point for line in series.values() for point in line]
    height, top = 320, 40
    x_axis = _Axis([x for x, _ in points], _LEFT - 110, WIDTH - 210, logarithmic=logarithmic)
    y_axis = _Axis([y for _, y in points], height - 40, top, logarithmic=logarithmic)
    parts = [_text(0, 18, title, bold=True)]
    for value in y_axis.ticks():
        y = y_axis.at(value)
        parts.append(f'<path d="M{_LEFT - 110} {y:.1f}H{WIDTH - 210}" stroke="#d1d5db"/>')
        parts.append(_text(_LEFT - 118, y + 4, _short(value), anchor="end"))
    parts += [_text(x_axis.at(value), height - 20, _short(value), anchor="middle") for value in x_axis.ticks()]
    parts.append(_text(_LEFT - 110, 34, y_label))
    parts.append(_text(WIDTH - 210, height - 2, x_label, anchor="end"))
    names = _apart([y_axis.at(line[-1][1]) for line in series.values()])
    for number, (name, line) in enumerate(series.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        path = " ".join(f"{x_axis.at(x):.1f},{y_axis.at(y):.1f}" for x, y in line)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
        parts.append(_text(WIDTH - 202, names[number] + 4, name, colour=colour))
    return _document(height + 6, parts)


class _Axis:
    """From values to pixels."""

    def __init__(self, values: Sequence[float], begin: float, end: float, *, logarithmic: bool) -> None:
        self.logarithmic = logarithmic
        self.begin, self.end = begin, end
        self.low: float = math.floor(math.log10(min(values))) if logarithmic else 0
        self.high: float = max(values) * 1.05
        if logarithmic:
            self.high = max(math.ceil(math.log10(max(values))), self.low + 1)

    def at(self, value: float) -> float:
        """The pixel of a value."""
        place = math.log10(value) if self.logarithmic else value
        return self.begin + (place - self.low) / (self.high - self.low) * (self.end - self.begin)

    def ticks(self) -> list[float]:
        """Round values to write beside the axis."""
        if self.logarithmic:
            return [10.0**power for power in range(int(self.low), int(self.high) + 1)]
        step = 10 ** math.floor(math.log10(self.high / 2))
        step *= next(factor for factor in (1, 2, 5, 10) if self.high / (step * factor) <= 6)
        return [number * step for number in range(int(self.high / step) + 1)]


def _apart(places: Sequence[float]) -> list[float]:
    """The places moved apart so far that a line of text fits between them, in their own order."""
    order = sorted(range(len(places)), key=places.__getitem__)
    moved = list(places)
    for before, after in pairwise(order):
        moved[after] = max(moved[after], moved[before] + 16)
    return moved


def _short(value: float) -> str:
    for size, sign in ((1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g}{sign}"
    return f"{value:g}"


def _text(x: float, y: float, text: str, *, anchor: str = "start", bold: bool = False, colour: str = "") -> str:
    weight = ' font-weight="600"' if bold else ""
    style = _TEXT.replace("#6b7280", colour) if colour else _TEXT
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {style}{weight}>{escape(text)}</text>'


def _document(height: float, parts: Sequence[str]) -> str:
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n' + "\n".join(parts) + "\n</svg>\n"
