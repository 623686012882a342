"""What the server would render, as docs/wire.md says it, and no more than the scripts look at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import escape

NOON = datetime(2025, 11, 3, 12, 0, tzinfo=UTC)


def article(
    seq: int, text: str = "", *, by: str = "bob", v: int | None = None, at: datetime | None = None, likes: int = 0,
    peer: str = "bob", tag: str = "",
) -> str:  # fmt: skip
    """A message of the chat with `peer`; its dom id is `m-TAGSEQ`."""
    at = at or NOON + timedelta(minutes=seq)
    kind = "mine" if by == "alice" else "theirs"
    return (
        f'<article id="m-{tag}{seq}" class="message {kind}" data-in="log-{peer}{tag}" data-seq="{seq}" '
        f'data-key="{seq:010}" data-v="{v if v is not None else seq}" data-from="{by}">'
        f'<div data-part="body"><p data-text>{escape(text or f"message {seq}")}</p></div>'
        f'<details><summary>Message actions</summary><button type="button">Copy</button></details>'
        f'<div data-part="hearts">{"♥" * likes}</div>'
        f'<div data-part="meta"><time datetime="{at:%Y-%m-%dT%H:%M:%SZ}" data-style="clock">{at:%H:%M}</time></div>'
        "</article>"
    )


def row(name: str, v: int, preview: str = "", *, key: int | None = None, box: str = "chats", tag: str = "") -> str:
    """The row of the chat with `name`."""
    return (
        f'<li id="chat-{name}{tag}" data-in="{box}{tag}" data-key="{key if key is not None else v:010}" data-v="{v}">'
        f'<a href="/messages/@{name}/"><div data-part="row">{name}: {escape(preview)}</div></a></li>'
    )


def gone(dom_id: str, v: int | None = None) -> str:
    version = "" if v is None else f' data-v="{v}"'
    return f'<i id="{dom_id}" data-gone{version}></i>'


def badge(v: int, count: int) -> str:
    return f'<span id="unread-badge" data-v="{v}" data-count="{count}">{count or ""}</span>'


def composer(v: int = 1, refusal: str = "", *, remedy: bool = False, until: str = "", note: str = "") -> str:
    """The composer below the chat with bob, or the card in its place."""
    moment = f' data-until="{until}"' if until else ""
    button = (
        '<button class="remedy" form="act" formaction="/@bob/follow" name="_method" value="PUT">Follow</button>'
        if remedy
        else ""
    )
    card = f'<div data-refusal="{refusal}"{moment}><p>No: {refusal}</p>{button}</div>' if refusal else ""
    return (
        f'<section id="composer-bob" data-v="{v}" data-in="pane-foot-bob"{" data-refused" if refusal else ""}>'
        f'<div data-part="card">{card}</div>'
        f'<form method="post" action="/messages/@bob/"{" hidden" if refusal else ""}>'
        '<textarea name="text" rows="1" required aria-label="Message"></textarea>'
        '<button type="submit">Send</button><p data-error role="alert" hidden></p></form>'
        f'<p data-part="note">{note}</p></section>'
    )


def frame(*children: str, prev: int | None = None, stamp: int | None = None, **said: object) -> str:
    """A frame; `sync=True` says a bare `data-sync`, `with_="bob"` says `data-with="bob"`."""
    said = {"prev": prev, "stamp": stamp} | said
    told = {key.rstrip("_"): value for key, value in said.items() if value is not None}
    words = "".join(f" data-{key}" if value is True else f' data-{key}="{value}"' for key, value in told.items())
    return f"<live-frame{words}>{''.join(children)}</live-frame>"


def log(
    *articles: str, low: int = 1, high: int, revision: int = 0, peer: str = "bob", tag: str = "", whole: bool = False
) -> str:
    """The log of the chat with `peer`, which shows `low`..`high`."""
    link = f'<a class="older" href="/messages/@{peer}/?before={low}">Older</a>' if low > 1 else ""
    return (
        f'<div id="log-{peer}{tag}" role="log" data-with="{peer}{tag}" data-revision="{revision}" data-from="{low}" '
        f'data-to="{high}" tabindex="0"{" data-whole" if whole else ""}>{link}{"".join(articles)}</div>'
    )


PENDING = (
    '<template id="pending-message"><article id="m-" class="message mine pending" data-seq="" data-key="" data-v="">'
    '<div data-part="body"><p data-text></p></div><p class="failing"><span data-words></span>'
    '<button type="button" data-retry>Retry</button><button type="button" data-cancel>Cancel</button></p>'
    '<div data-part="meta"><time datetime="" data-style="clock"></time></div></article></template>'
)
WORDS = "".join(
    f'<span data-word="{key}">{words}</span>'
    for key, words in {
        "unreachable": "That did not get through.",
        "waiting": "Sent when you are back.",
        "waiting-turn": "After the one above.",
        "waiting-busy": "In a moment.",
        "waiting-sign-in": "Once you have signed in.",
        "returned": "To %name: %words",
        "unsent": "Not sent yet.",
        "refused": "Not possible.",
    }.items()
)
BANNER = "".join(f'<span data-state="{state}" hidden>{state}</span>' for state in ("offline", "reconnecting", "back"))


def page(
    chat: str = "", rows: str = "", below: str = "", *, stamp: int = 0, unread: int = 0, me: str | None = "alice"
) -> str:
    """A whole page with the list of chats, and the open chat with its composer."""
    who = f' data-me="{me}" data-stamp="{stamp}"' if me else ""
    pill = '<button id="pill" type="button" hidden>New messages</button>'
    return (
        '<!doctype html><html lang="en"><head><title>Paperplane</title><link rel="icon" href="data:,">'
        f'<link rel="stylesheet" href="/page.css"></head><body{who}>'
        f'<nav>{badge(stamp, unread)}</nav><form id="act" method="post" hidden>'
        '<input type="hidden" name="csrfmiddlewaretoken" value="TOKEN"></form>'
        f'<ul id="chats" data-order="desc">{rows}</ul>'
        f'<main id="pane">{chat}{pill}<footer id="pane-foot-bob">{below}</footer></main>'
        f'<div id="connection" hidden>{BANNER}<span data-waiting hidden>waiting: <b data-number></b></span>'
        '<span data-state="signed-out" hidden>signed out <a href="/accounts/login/">Sign in</a></span></div>'
        f'<div id="toasts" role="status"></div><template id="words">{WORDS}</template>{PENDING}'
        '<form method="post" action="/accounts/logout/"><button>Sign out</button></form>'
        '<script type="module" src="/static/js/app.js"></script></body></html>'
    )


CSS = (
    "[role=log] { block-size: 300px; overflow-y: auto } article { min-block-size: 40px; display: block } "
    "textarea { font: 16px/20px monospace; padding: 0; border: 0 } [hidden] { display: none !important }"
)
