"""The figures for people, and for a file."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from benchmarks.bulk import BulkFigures
from benchmarks.figures import Summary, ratio
from benchmarks.run import Outcome, Plan
from benchmarks.targets import BANK, PGBENCH, TEXTBOOK
from tooling.granian_command import BLOCKING_THREADS, workers_for

_PACKAGES = ("django", "djangorestframework", "granian", "psycopg")
_WIDTHS = (20, 13, 17, 8, 8, 8, 9, 9)


def circumstances(settings: Mapping[str, str], flushes: int, plan: Plan) -> list[str]:
    """Return the lines that say what was measured on, and under which equal terms."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return [
        f"Machine     {cores} cores, {platform.machine()}, {platform.system()} {platform.release()},"
        f" {flushes:,} flushes to disk a second",
        f"Software    Python {platform.python_version()}, {packages}",
        f"PostgreSQL  {', '.join(f'{name} {value}' for name, value in settings.items())}",
        f"Load        {plan.clients} keep-alive clients, {plan.customers:,} customers, {plan.seconds:g} s for each"
        f" cell, {plan.repetitions} repetitions in random order, the first not counted",
        f"Equal terms both projects: one PostgreSQL server, granian with {workers_for('postgresql')} workers of"
        f" {BLOCKING_THREADS} threads, connections kept for 600 s. Only the code differs.",
        "            clients, web server and PostgreSQL share the cores.",
    ]


def table(summaries: Mapping[str, Summary]) -> list[str]:
    """Return the medians as lines of a table; latencies in milliseconds, processor time in microseconds."""
    heads = ("", "transfers/s", "lowest-highest", "p50 ms", "p95 ms", "p99 ms", "web µs", "pg µs")
    lines = [_line(heads), "-" * sum(_WIDTHS)]
    for summary in summaries.values():
        lines.append(
            _line(
                (
                    summary.target,
                    f"{summary.rate:,.0f}",
                    f"{summary.lowest_rate:,.0f}-{summary.highest_rate:,.0f}",
                    *(f"{us / 1000:.1f}" for us in (summary.p50_us, summary.p95_us, summary.p99_us)),
                    _known(summary.web_us),
                    _known(summary.postgresql_us),
                )
            )
        )
    bank = summaries[BANK]
    return [
        *lines,
        "",
        f"the bank / textbook DRF       {ratio(bank, summaries[TEXTBOOK]):6.2f}",
        f"the bank / pgbench, same SQL  {ratio(bank, summaries[PGBENCH]):6.2f}",
    ]


def as_json(plan: Plan, settings: Mapping[str, str], flushes: int, outcome: Outcome) -> dict[str, Any]:
    """Return everything that was measured, for a file."""
    bank = outcome.summaries[BANK]
    return {
        "plan": asdict(plan),
        "postgresql": dict(settings),
        "flushes_per_second": flushes,
        "cells": [asdict(cell) for cell in outcome.cells],
        "medians": {name: asdict(summary) for name, summary in outcome.summaries.items()},
        "ratios": {
            "bank_to_textbook": ratio(bank, outcome.summaries[TEXTBOOK]),
            "bank_to_pgbench": ratio(bank, outcome.summaries[PGBENCH]),
        },
        "void": outcome.reasons_void,
    }


def bulk_table(figures: BulkFigures) -> list[str]:
    """Return what ten thousand transfers cost, at once and one by one, as lines."""
    singles = [
        f"{figures.lines:,} single requests, {clients} at once: {figures.singles_seconds(clients):.1f} s"
        f" (at {rate:,.0f} a second, scaled)"
        for clients, rate in figures.singles_rate.items()
    ]
    ratios = [
        f"{mode:<15} {seconds:6.2f} s for {figures.lines:,} lines"
        + "".join(
            f"; {figures.ratio(mode, clients):.1f} times faster than singles, {clients} at once"
            for clients in figures.singles_rate
        )
        for mode, seconds in figures.seconds.items()
    ]
    cpu = [
        f"{mode:<15} {seconds:6.2f} s of processor time"
        + "".join(
            f"; {figures.cpu_ratio(mode, clients):.1f} times less than singles, {clients} at once"
            for clients in figures.singles_rate
        )
        for mode, seconds in figures.cpu_seconds.items()
    ]
    memory = (
        f"The worker's memory  {figures.peak_bytes / 2**20:.0f} MiB at its peak, {figures.growth_bytes / 2**20:.1f}"
        " MiB more than after a tenth of the lines"
    )
    return [*singles, *ratios, *cpu, memory]


def bulk_as_json(figures: BulkFigures) -> dict[str, Any]:
    """Return everything that was measured of bulk transfers, for a file."""
    return {
        **asdict(figures),
        "ratios": {
            mode: {str(clients): figures.ratio(mode, clients) for clients in figures.singles_rate}
            for mode in figures.seconds
        },
        "cpu_ratios": {
            mode: {str(clients): figures.cpu_ratio(mode, clients) for clients in figures.singles_rate}
            for mode in figures.seconds
        },
    }


def _line(columns: Sequence[str]) -> str:
    first, *others = (
        text.ljust(width) if index == 0 else text.rjust(width)
        for index, (text, width) in enumerate(zip(columns, _WIDTHS, strict=True))
    )
    return (first + "".join(others)).rstrip()


def _known(value: int | None) -> str:
    return "" if value is None else f"{value:,}"
