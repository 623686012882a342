from channels.auth import AuthMiddlewareStack
from django.urls import path

from messaging.consumers import Inbox
from messaging.origin import SameOrigin

websocket_urlpatterns = [path("ws/", SameOrigin(AuthMiddlewareStack(Inbox.as_asgi())))]  # type: ignore[arg-type]
