"""Its one address, the socket."""

import django
from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter

django.setup()

from django_private_chat2.urls import websocket_urlpatterns  # type: ignore[import-not-found]  # noqa: E402

application = ProtocolTypeRouter({"websocket": AuthMiddlewareStack(URLRouter(websocket_urlpatterns))})
