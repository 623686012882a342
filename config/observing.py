"""What each request leaves for the operator: how long its route took, and in JSON logs a line of its own.

Neither holds a query, a name from an address, or who asked: the route is the pattern of the URL.
"""

from __future__ import annotations

import logging
from time import perf_counter
from typing import TYPE_CHECKING

from prometheus_client import Histogram

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

logger = logging.getLogger("paperplane.requests")

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})
SECONDS = Histogram(
    "paperplane_request_seconds",
    "How long an answer took to begin.",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


def observe(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    def middleware(request: HttpRequest) -> HttpResponseBase:
        started = perf_counter()
        # A form may turn the method into another one on the way; what came in is what is told. Anybody can make up
        # further ones, and each would be a series of its own.
        method = request.method if request.method in METHODS else "other"
        response = get_response(request)
        took = perf_counter() - started
        route = f"/{request.resolver_match.route}" if request.resolver_match else "none"
        SECONDS.labels(method, route, response.status_code).observe(took)
        told = {"method": method, "route": route, "status": response.status_code, "ms": round(took * 1000, 1)}
        logger.info("%s %s %s", method, route, response.status_code, extra=told)
        return response

    return middleware
