"""Every template compiles, and none asks for what the content security policy refuses."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from django.template.loader import get_template

BASE_DIR = Path(__file__).resolve().parent.parent
TEMPLATES = BASE_DIR / "templates"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".txt"})
COMMENT = re.compile(r"{#.*?#}|{% comment.*?%}.*?{% endcomment %}", re.DOTALL)
REFUSED = {
    "an inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "an inline script": re.compile(r"<script\b(?![^>]*\s(?:src=|type=\"application/json\"))", re.IGNORECASE),
    "an inline handler": re.compile(r"\son[a-z]+\s*=|\shx-on\b", re.IGNORECASE),
    "a javascript: link": re.compile(r"javascript:", re.IGNORECASE),
    "evaluated code": re.compile(
        r"\shx-(?:vals|headers|vars)\s*=\s*[\"']js:|\shx-trigger\s*=\s*[\"'][^\"']*\[", re.IGNORECASE
    ),
    "another site": re.compile(r"\s(?:src|srcset|poster|data)\s*=\s*[\"']\s*(?:https?:)?//", re.IGNORECASE),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_template_compiles(name: str) -> None:
    assert get_template(name)


@pytest.mark.parametrize("what", REFUSED)
def test_no_template_holds(what: str) -> None:
    held = {
        name: found.group()
        for name in NAMES
        if (found := REFUSED[what].search(COMMENT.sub("", (TEMPLATES / name).read_text())))
    }
    assert held == {}


def test_htmx_runs_nothing_that_it_swaps_in_asks_only_here_and_remembers_no_page() -> None:
    found = re.search(r"<meta name=\"htmx-config\" content='([^']+)'>", (TEMPLATES / "base.html").read_text())
    assert found
    told = json.loads(html.unescape(found[1]))
    wanted = {
        "allowEval": False,
        "allowScriptTags": False,
        "includeIndicatorStyles": False,
        "selfRequestsOnly": True,
        "historyCacheSize": 0,
    }
    assert {name: told.get(name) for name in wanted} == wanted
    assert 'hx-history="false"' in (TEMPLATES / "base.html").read_text()
