import sys

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    name = "messaging"
    verbose_name = _("Messages")

    def ready(self) -> None:
        from messaging import chores, gif_providers, listeners  # noqa: PLC0415  (models must be loaded first)
        from social import working  # noqa: PLC0415

        listeners.listen()
        working.chores.append(chores.take_up)
        try:
            gif_providers.provider()
        except ImportError as error:
            sys.exit(f"Paperplane can't start: PAPERPLANE_GIF_PROVIDER is wrong ({error}).")
