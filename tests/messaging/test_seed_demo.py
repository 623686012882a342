"""`manage.py seed_demo`: what a newcomer finds, once, and never on a real site."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.models import Mailbox, User
from messaging import permissions
from messaging.models import Message
from social.models import Block, Follow

pytestmark = pytest.mark.django_db

PASSWORD = "paperplane"  # noqa: S105 (the one the README names)
NAMES = {"alice", "bob", "carol", "dana", "erin", "frank", "mod"}


@pytest.fixture
def demo(settings):
    settings.DEBUG = True
    call_command("seed_demo", verbosity=0)
    return {user.username: user for user in User.objects.all()}


def test_the_accounts_are_who_the_readme_says(demo):
    assert set(demo) == NAMES
    assert demo["dana"].age == 15
    assert demo["erin"].message_privacy == "nobody"
    assert demo["mod"].is_staff
    assert not demo["mod"].is_superuser
    assert demo["mod"].has_perm("messaging.judge_case")
    others = [demo[name] for name in ("alice", "bob", "carol", "frank", "mod")]
    assert {user.message_privacy for user in others} == {"friends"}
    assert all(user.age >= 18 for user in others)


def test_everybody_signs_in_with_the_one_password(demo, client):
    assert all(user.check_password(PASSWORD) for user in demo.values())
    assert client.post("/accounts/login/", {"login": "alice", "password": PASSWORD}).url == "/"


def test_alice_and_bob_follow_each_other_and_have_a_chat(demo):
    follows = {(follow.follower.username, follow.followed.username) for follow in Follow.objects.all()}
    assert follows == {("alice", "bob"), ("bob", "alice"), ("carol", "alice")}
    assert {(block.blocker.username, block.blocked.username) for block in Block.objects.all()} == {("alice", "frank")}
    assert {message.sender.username for message in Message.objects.all()} == {"alice", "bob"}


def test_the_rule_can_be_tried_on_them(demo):
    expected = {
        ("alice", "bob"): None,
        ("bob", "alice"): None,
        ("carol", "alice"): "friends_only",
        ("carol", "erin"): "nobody",
        ("dana", "alice"): "under_age",
        ("alice", "dana"): "unavailable",
        ("alice", "frank"): "you_blocked",
        ("frank", "alice"): "blocked_you",
    }
    answers = {pair: permissions.ask(*(demo[name].pk for name in pair)) for pair in expected}
    assert {pair: answer and answer.code for pair, answer in answers.items()} == expected


def test_a_second_time_it_changes_nothing(demo, capsys):
    before = [list(model.objects.order_by("pk").values()) for model in (User, Mailbox, Follow, Block, Message)]
    call_command("seed_demo")
    after = [list(model.objects.order_by("pk").values()) for model in (User, Mailbox, Follow, Block, Message)]
    assert after == before
    assert "already" in capsys.readouterr().out


def test_on_a_real_site_it_makes_no_account_with_a_known_password(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DJANGO_DEBUG"):
        call_command("seed_demo")
    assert not User.objects.exists()


def test_a_dry_run_names_them_and_makes_nothing(settings, capsys):
    settings.DEBUG = True
    call_command("seed_demo", dry_run=True)
    said = capsys.readouterr().out
    assert all(name in said for name in NAMES)
    assert not User.objects.exists()
