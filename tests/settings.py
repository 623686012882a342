"""The project's own settings, read from an environment that is fit for tests."""

import os
import shutil
import tempfile
from pathlib import Path

TEST_ENVIRONMENT = {
    "DJANGO_SECRET_KEY": "a secret that is shared by the tests and the servers they start",
    "DJANGO_ALLOWED_HOSTS": "localhost,127.0.0.1",
    "DJANGO_INSECURE_HTTP": "1",
    "PAPERPLANE_TESTING": "1",
    "PAPERPLANE_RATE_LIMITS": "off",
    "EMAIL_URL": "memory://",
    "MEDIA_ROOT": tempfile.mkdtemp(prefix="paperplane-media-"),
}
os.environ.update(TEST_ENVIRONMENT)
os.environ.pop("DJANGO_DEBUG", None)
if redis_urls := os.environ.get("REDIS_URLS", "").split():
    os.environ["REDIS_URL"] = redis_urls[int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))]

from config.settings import *  # noqa: E402, F403

# Beside other tests Redis may take longer than a user would be kept waiting.
if redis_urls:
    CACHES["default"]["OPTIONS"] = {"socket_timeout": 10, "socket_connect_timeout": 10}  # noqa: F405

# SQLite waits for the disk at every commit. Where there is room in memory, the disk need not be a disk.
MEMORY = Path("/dev/shm")  # noqa: S108
if "sqlite" in DATABASE["ENGINE"] and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 1024**3:  # noqa: F405
    DATABASE["TEST"]["NAME"] = str(MEMORY / f"paperplane-test-{os.getpid()}.sqlite3")  # noqa: F405

# The names of static files come from a manifest only where files were collected: the browser tests do that.
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"  # noqa: F405
WHITENOISE_AUTOREFRESH = True
