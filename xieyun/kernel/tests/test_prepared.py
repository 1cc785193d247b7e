"""Prepared statements: every value arrives as it was given, and what a column cannot hold is refused."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.db import DataError, connection
from hypothesis import given
from hypothesis import strategies as st

from xieyun.kernel import prepared
from xieyun.kernel.connection import current
from xieyun.kernel.prepared import run

pytestmark = pytest.mark.django_db

SENT = (
    "SELECT $1::text, $2::varchar, $3::uuid, $4::timestamptz, $5::bytea, $6::int2, $7::int4, $8::int8, $9::bool, "
    "$10::jsonb #>> '{}'"
)
TEXT = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=20)


EARLIEST = dt.datetime.fromisoformat("1900-01-01")


def whole(bits):
    return st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)


@given(
    st.tuples(
        *(
            st.none() | kind
            for kind in (
                TEXT, TEXT, st.uuids(), st.datetimes(EARLIEST, timezones=st.just(dt.UTC)),
                st.binary(max_size=30), whole(16), whole(32), whole(64), st.booleans(),
            )
        )
    )
)  # fmt: skip
def test_values_come_back_as_they_were_sent(values):
    assert run(SENT, (*values, '"金额"')) == [(*values, "金额")]


def test_unusual_values_are_written_by_psycopg():
    assert run("SELECT $1::int8, $2::text, $3::uuid::text", ("7", "a", "0199e3a8-0000-7000-8000-000000000001")) == [
        (7, "a", "0199e3a8-0000-7000-8000-000000000001")
    ]
    assert run("SELECT $1::int4[], $2::text", ([1, 2], "a")) == [([1, 2], "a")]
    assert run("SELECT $1::numeric", (Decimal("1.50"),)) == [(Decimal("1.50"),)]


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("SELECT $1::int4", Decimal("5.7")),
        ("SELECT $1::int2", 40_000),
        ("SELECT $1::text", "a\0b"),
        ("SELECT $1::uuid", 5),
    ],
)
def test_what_a_column_cannot_hold_is_refused(sql, value):
    with pytest.raises((DataError, ValueError)):
        run(sql, (value,))


def test_long_statements_do_without_a_function_of_their_own(monkeypatch):
    monkeypatch.setattr(prepared, "MAXIMUM_WRITTEN", 2)
    assert run("SELECT $1::int4, $2::text, $3::int4", (1, "a", 3)) == [(1, "a", 3)]


def test_the_connection_of_a_thread_is_django_s():
    assert current() is connection._connections[connection._alias]
    assert uuid.UUID(int=1) == run("SELECT $1::uuid", (uuid.UUID(int=1),))[0][0]
