"""Working time passes only while people work (State Council holiday notices)."""

import datetime as dt

import pytest

from xieyun.kernel.clock import LOCAL_ZONE
from xieyun.kernel.working_calendar import add_working_time, is_working_day


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=LOCAL_ZONE)


@pytest.mark.parametrize(
    "start, hours, expected",
    [
        ("2025-03-12 09:00", 1, "2025-03-12 10:00"),
        ("2025-03-12 11:30", 1, "2025-03-12 14:00"),  # over lunch
        ("2025-03-12 07:00", 0.5, "2025-03-12 09:30"),  # before work
        ("2025-03-12 20:00", 2, "2025-03-13 11:00"),  # after work
        ("2025-03-14 17:00", 2, "2025-03-17 10:00"),  # over a weekend
        ("2025-09-30 17:00", 2, "2025-10-09 10:00"),  # over the National Day holiday
        ("2025-01-26 09:00", 3, "2025-01-26 12:00"),  # a make-up working Sunday
        ("2025-03-12 09:00", 7.5, "2025-03-12 18:00"),
        ("2025-03-12 09:00", 0, "2025-03-12 09:00"),
    ],
)
def test_working_time(start: str, hours: float, expected: str) -> None:
    assert add_working_time(at(start), dt.timedelta(hours=hours)) == at(expected)


def test_years_without_a_notice_fall_back_to_weekdays() -> None:
    assert is_working_day(dt.date(2099, 6, 1)) == (dt.date(2099, 6, 1).weekday() < 5)


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        add_working_time(at("2025-03-12 09:00"), dt.timedelta(hours=-1))
    with pytest.raises(ValueError, match="ten years"):
        add_working_time(at("2025-03-12 09:00"), dt.timedelta(hours=100_000))
