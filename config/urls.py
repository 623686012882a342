"""Which part answers which path; each app lists its own."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from config import health, install, styleguide

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("manifest.webmanifest", install.manifest, name="manifest"),
    path("service-worker.js", install.service_worker, name="service_worker"),
    path("offline", install.offline, name="offline"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("", include("social.urls")),
    path("", include("messaging.urls")),
]

if settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide.styleguide, name="styleguide"))
