"""The part of a file that a request asks for, which Django's FileResponse leaves out (RFC 9110, section 14)."""

from __future__ import annotations

import re
from typing import IO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

# One range. Several at once, other units and what can't be read are answered with the whole file, as is allowed.
ONE_RANGE = re.compile(r"bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})", re.ASCII | re.IGNORECASE)


class Unsatisfiable(Exception):
    """The file has nothing there."""


class Part:
    """`length` bytes of an open file, from where it stands."""

    def __init__(self, file: IO[bytes], length: int) -> None:
        self.file = file
        self.left = length

    def read(self, size: int) -> bytes:
        data = self.file.read(min(size, self.left))
        self.left -= len(data)
        return data


def part_of(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """`response` with the part of its file that a GET asks for: 206, or 416 where there is none.

    What is no file we read ourselves (the proxy's) is left as it is. A condition (If-Range) holds for the version that
    we gave out as `ETag`; where it does not, the whole file is meant.
    """
    if not isinstance(response, FileResponse) or (file := response.file_to_stream) is None:
        return response
    response["Accept-Ranges"] = "bytes"
    holds = request.headers.get("If-Range") in {None, response.get("ETag")}
    asked = request.headers.get("Range", "") if holds else ""
    if request.method != "GET" or not asked:
        return response
    size = int(response["Content-Length"])
    try:
        bounds = bounds_of(asked, size)
    except Unsatisfiable:
        # Not the response: closing that would say that the request is over.
        file.close()
        return unsatisfiable(response, size)
    if bounds:
        narrow(response, file, *bounds, size)
    return response


def bounds_of(asked: str, size: int) -> tuple[int, int] | None:
    """The first and the last byte of a file of `size` bytes that a Range header means; None means all of it.

    Raises Unsatisfiable.
    """
    found = ONE_RANGE.fullmatch(asked.strip())
    first, last = found.groups() if found else ("", "")
    if not first and not last:
        return None
    if not first:
        start, end = max(size - int(last), 0), size - 1
    else:
        start, end = int(first), min(int(last or size), size - 1)
        if last and int(last) < int(first):
            return None
    if start >= size:
        raise Unsatisfiable
    return start, end


def narrow(response: FileResponse, file: IO[bytes], first: int, last: int, size: int) -> None:
    """Have `response` send the bytes of `file` from `first` to `last`, both included."""
    file.seek(first)
    # The file is closed with the response: it became one of its resources when it was first set.
    response.streaming_content = Part(file, last - first + 1)  # type: ignore[assignment]
    response.status_code = 206
    response["Content-Length"] = str(last - first + 1)
    response["Content-Range"] = f"bytes {first}-{last}/{size}"


def unsatisfiable(response: FileResponse, size: int) -> HttpResponse:
    """416, which tells how long the file is and nothing else."""
    kept = ("Cache-Control", "Content-Security-Policy", "X-Content-Type-Options", "Accept-Ranges", "ETag")
    headers = {name: response[name] for name in kept if response.has_header(name)}
    return HttpResponse(status=416, headers=headers | {"Content-Range": f"bytes */{size}"})
