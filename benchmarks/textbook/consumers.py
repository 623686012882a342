from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer


class Inbox(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        user = self.scope["user"]
        if not user.is_authenticated:
            await self.close()
            return
        await self.channel_layer.group_add(f"user-{user.pk}", self.channel_name)
        self.groups = [f"user-{user.pk}"]
        await self.accept()

    async def frame(self, event: dict[str, Any]) -> None:
        await self.send(text_data=event["html"])


class Echo(AsyncWebsocketConsumer):
    """The floor: what Channels alone takes."""

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        await self.send(text_data=text_data)
