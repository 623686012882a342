"""`manage.py moderation_report`: what a period has brought, in words or for a spreadsheet, and nothing of anybody."""

from __future__ import annotations

import csv
import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from messaging.models import AuditEntry, Case, Deed, Report, Thing
from tests.factories import UserFactory

FIRST = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
LAST_MOMENT = dt.timedelta(days=1) - dt.timedelta(microseconds=1)
MARCH = ("--since", "2026-03-01", "--until", "2026-03-31")

pytestmark = pytest.mark.django_db


def told(*arguments):
    out = StringIO()
    call_command("moderation_report", *arguments, stdout=out)
    return out.getvalue()


def figures(*arguments):
    """The lines of the report, as pairs."""
    pairs = (line.strip().rsplit("  ", 1) for line in told(*arguments).splitlines()[1:] if line.strip())
    return {name.strip(): figure.strip() for name, figure in pairs}


def day(number):
    return FIRST + dt.timedelta(days=number - 1)


def make_case(opened, closed=None, state="open", reasons=("spam",)):
    about = UserFactory()
    case = Case.objects.create(
        about=about, thing=Thing.ACCOUNT, thing_id=about.pk, opened_at=opened, closed_at=closed, state=state
    )
    for reason in reasons:
        Report.objects.create(case=case, reporter=UserFactory(), reason=reason, created_at=opened, note="secret words")
    return case


@pytest.fixture
def march():
    make_case(day(1) - dt.timedelta(microseconds=1))
    make_case(day(1), day(1) + dt.timedelta(hours=2), Case.State.DISMISSED, reasons=["spam", "hate"])
    make_case(day(2), day(5), Case.State.ACTED)
    make_case(day(30), day(31) + LAST_MOMENT, Case.State.ACTED, reasons=["minors"])
    late = make_case(day(31) + LAST_MOMENT, day(33), Case.State.DISMISSED)
    for deed, at in ((Deed.WARNED, day(5)), (Deed.SUSPENDED, day(31) + LAST_MOMENT), (Deed.LOOKED, day(5))):
        AuditEntry.objects.create(deed=deed, at=at, case=late)
    AuditEntry.objects.create(deed=Deed.WARNED, at=day(32), case=late)


def test_a_period_is_told_from_its_first_moment_to_its_last(march):
    assert figures(*MARCH) == {
        "Messages sent": "0",
        "Reports": "5",
        "Spam or fraud": "3",
        "Danger to a young person": "1",
        "Hate": "1",
        "Cases opened": "4",
        "Cases closed": "3",
        "Dismissed": "1",
        "Acted upon": "2",
        "Warned": "1",
        "Suspended": "1",
        "Half were closed within": "2 d 0 h",
        "The slowest took": "3 d 0 h",
        # One from before the month, and one that was closed only after it.
        "Still open at the end": "2",
        "The oldest since": "2026-02-28",
    }


def test_a_spreadsheet_has_a_line_for_each_day_and_the_same_sums(march):
    rows = list(csv.DictReader(StringIO(told("--csv", *MARCH))))
    assert [row["day"] for row in rows] == [f"2026-03-{number:02d}" for number in range(1, 32)]
    assert {name: sum(int(row[name]) for row in rows) for name in rows[0] if name != "day"} == {
        "sends": 0,
        "reports": 5,
        "reports_spam": 3,
        "reports_harassment": 0,
        "reports_sexual": 0,
        "reports_minors": 1,
        "reports_hate": 1,
        "reports_self_harm": 0,
        "reports_other": 0,
        "cases_opened": 4,
        "cases_closed": 3,
        "cases_dismissed": 1,
        "cases_acted": 2,
        "cases_merged": 0,
        "deeds_warned": 1,
        "deeds_removed": 0,
        "deeds_suspended": 1,
        "deeds_lifted": 0,
        "deeds_closed": 0,
        "deeds_reopened": 0,
        "deeds_corrected": 0,
    }
    assert rows[0]["reports"] == "2"


def test_by_default_it_is_the_last_thirty_days_with_today(case):
    today = timezone.now().date()
    said = told()
    assert said.startswith(f"From {today - dt.timedelta(days=29)} to {today}, 30 days in UTC\n")
    assert figures()["Messages sent"] == "2"
    assert figures()["Reports"] == "1"


@pytest.mark.parametrize("form", [(), ("--csv",)])
def test_it_names_nobody_and_quotes_nothing(case, form):
    said = told(*form)
    for secret in ("alice", "bob", "password", "help"):
        assert secret not in said.lower()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--since", "yesterday"), "'yesterday' is no day; write it as 2026-01-31."),
        (("--until", "2026-02-30"), "'2026-02-30' is no day"),
        (("--until", "9999-01-01"), "9999-01-01 is not over yet"),
        (("--since", "2026-03-02", "--until", "2026-03-01"), "2026-03-02 is after 2026-03-01."),
    ],
)
def test_a_wrong_period_is_named(arguments, sentence):
    with pytest.raises(CommandError, match=sentence) as refused:
        told(*arguments)
    assert refused.value.returncode in {1, 2}
