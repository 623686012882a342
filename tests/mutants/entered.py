"""Who comes in: pages, forms, sockets and files."""

from tests.mutants.guard import guard

SENDING = "messaging/actions/sending.py"

ENTERED = (
    # Who comes in
    guard(
        "messages open at 16",
        "messaging/views/guard.py",
        "        if user.age < MESSAGING_AGE:",
        "        if False:",
        "messaging/test_doors.py",
    ),
    guard(
        "the token of forms",
        "config/settings.py",
        '    "django.middleware.csrf.CsrfViewMiddleware",\n',
        "",
        "config/test_middleware.py",
        "config/test_forgery.py",
    ),
    guard(
        "the policy of pages",
        "config/settings.py",
        '    "csp.middleware.CSPMiddleware",\n',
        "",
        "config/test_headers.py",
    ),
    guard(
        "nothing that a session saw is stored",
        "config/middleware.py",
        '            response["Cache-Control"] = "no-store"\n',
        "            pass\n",
        "config/test_middleware.py",
    ),
    guard(
        "no scripts in what htmx swaps in",
        "templates/base.html",
        '"allowEval":false,"allowScriptTags":false',
        '"allowEval":true,"allowScriptTags":true',
        "test_templates.py",
    ),
    guard(
        "no pages in the browser's history",
        "templates/base.html",
        '"historyCacheSize":0',
        '"historyCacheSize":10',
        "test_templates.py",
    ),
    guard(
        "how fast one may go",
        "accounts/pace.py",
        '    if usage and usage["should_limit"]:',
        "    if False:",
        "accounts/test_pace.py",
    ),
    guard(
        "how many first messages a day",
        SENDING,
        "    if len(counted) == FIRST_MESSAGES:",
        "    if False:",
        "messaging/test_send.py",
    ),
    guard(
        "how large a body may be",
        "config/handler.py",
        "    limit = settings.PAPERPLANE_BODY_LIMIT\n",
        "    limit = settings.PAPERPLANE_BODY_LIMIT * 100\n",
        "config/test_handler.py",
    ),
    guard(
        "places for those who are signed in",
        "config/queueing.py",
        "        if self.admitted >= STRANGERS and is_of_a_stranger(scope):",
        "        if False:",
        "config/test_crowd.py",
    ),
    # Sockets
    guard(
        "sockets: from our own pages alone",
        "messaging/origin.py",
        "        if is_own(scope):",
        "        if True:",
        "messaging/test_sockets.py",
    ),
    guard(
        "sockets: only of who has signed in",
        "messaging/consumers.py",
        "        if not user.is_authenticated:",
        "        if False:",
        "messaging/test_sockets.py",
    ),
    guard(
        "sockets: how large a frame may be",
        "messaging/consumers.py",
        'if len(text_data or bytes_data or "") > FRAME_LIMIT:',
        "if False:",
        "messaging/test_sockets.py",
    ),
    guard(
        "sockets: closed when their session ends",
        "messaging/consumers.py",
        "        await self.close_if_ended(await live_sessions([self.session_key]))\n",
        "        return\n",
        "messaging/test_socket_ends.py",
    ),
    guard(
        "sockets: closed by the heartbeat at the latest",
        "messaging/pulse.py",
        "            if await socket.close_if_ended(sessions):",
        "            if False:",
        "messaging/test_socket_ends.py",
    ),
    # Files, and catching up
    guard(
        "a part of private media",
        "messaging/media.py",
        "    return part_of(request, response)",
        "    return response",
        "messaging/test_media.py",
    ),
    guard(
        "private media are kept nowhere",
        "messaging/media.py",
        'PRIVATE = "private, no-store"',
        'PRIVATE = "private"',
        "messaging/test_media.py",
    ),
    guard(
        "files run nothing",
        "accounts/media.py",
        '    response["Content-Security-Policy"] = ALONE\n',
        "",
        "messaging/test_media.py",
    ),
    guard(
        "the cursor is read before the rows",
        "messaging/catchup.py",
        "return ThreadSince(messages, gone, 0, thread.last_seq, thread.revision)",
        "thread.refresh_from_db()\n        return ThreadSince(messages, gone, 0, thread.last_seq, thread.revision)",
        "messaging/test_sync.py",
    ),
)
