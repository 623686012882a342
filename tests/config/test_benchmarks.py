"""What the benchmarks rest on: answers that are read whole, and a table that stands where the page has room for it."""

from __future__ import annotations

import asyncio

from benchmarks import report
from benchmarks.peers import __main__ as peers
from benchmarks.peers.private_chat import numbers
from benchmarks.peers.prosody import Client
from benchmarks.wires import Answer, Request
from config.environment import BASE_DIR


def received(*parts: bytes) -> Answer | None:
    """What comes of an answer that arrives in `parts`."""

    async def read() -> Answer | None:
        request = Request()
        request.waiting = asyncio.get_running_loop().create_future()
        for part in parts:
            assert not request.waiting.done()
            request.data_received(part)
        return request.waiting.result() if request.waiting.done() else None

    return asyncio.run(read())


def test_an_answer_is_read_whole_whichever_way_its_length_is_told():
    head = b"HTTP/1.1 200 OK\r\n"
    assert received(head + b"Content-Length: 5\r\n\r\nhel", b"lo") == Answer(200, b"hello", None)
    chunked = (b"5\r\nhello\r\n", b"7\r\n, world\r\n", b"0\r\n\r\n")
    assert received(head + b"Transfer-Encoding: chunked\r\n\r\n", *chunked) == Answer(200, b"hello, world", None)
    assert received(head + b"Transfer-Encoding: chunked\r\n\r\n", chunked[0]) is None
    busy = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nContent-Length: 0\r\n\r\n"
    assert received(busy) == Answer(503, b"", 2)


def test_a_letter_counts_as_seen_when_it_is_stored_and_not_before():
    assert numbers(b'{"msg_type": 3, "random_id": -7, "text": "letter 7x"}') == []
    assert numbers(b'{"msg_type": 8, "random_id": -7, "db_id": 12}') == [7]


def test_the_page_has_a_place_for_either_table(tmp_path, monkeypatch):
    page = (BASE_DIR / report.PAGE).read_text()
    copy = tmp_path / "page.md"
    copy.write_text(page)
    monkeypatch.setattr(report, "PAGE", copy)
    report.put([report.Line("letters", "3/s")], report.PEERS_START, report.PEERS_END)
    report.put([report.Line("answers", "4/s")], report.START, report.END)
    for mark in (report.START, report.END, report.PEERS_START, report.PEERS_END):
        assert copy.read_text().count(mark) == 1
    assert "| letters | 3/s |" in copy.read_text()
    assert "| answers | 4/s |" in copy.read_text()
    assert copy.read_text().split(report.PEERS_END)[1] == page.split(report.PEERS_END)[1]


def test_what_a_read_has_cut_in_two_is_put_together():
    """An acknowledgement and the text of a letter, on a wire of XML that comes in pieces."""

    async def read() -> tuple[bool, list[bytes]]:
        taken: list[bytes] = []
        client = Client(taken.append)
        handled = client.waiting[1] = asyncio.get_running_loop().create_future()
        for piece in (b'<a xmlns="urn:xmpp:sm:3" h', b"='1'/><message><body>let", b"ter 7x</body></message>"):
            client.data_received(piece)
        return handled.done(), taken

    acknowledged, taken = asyncio.run(read())
    assert acknowledged
    assert any(b"letter 7x" in piece for piece in taken)


def test_a_peer_that_fails_costs_the_others_nothing(tmp_path, monkeypatch):
    async def fail(name, _place):
        raise RuntimeError(f"{name} has fallen over")

    monkeypatch.setattr(peers, "beside", fail)
    lines = asyncio.run(peers.measure(["synapse", "prosody"], tmp_path))
    assert [line.here for line in lines] == [
        "RuntimeError: synapse has fallen over",
        "RuntimeError: prosody has fallen over",
    ]
