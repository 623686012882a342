"""The short forms run as the commands do; here nothing is theirs but the place of the static files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.stack import static_files


@pytest.fixture(scope="session")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return static_files(tmp_path_factory.mktemp("collected") / "static")
