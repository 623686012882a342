"""What templates may ask about accounts."""

from __future__ import annotations

from django import template

from accounts.devices import device_name

register = template.Library()
register.filter("device", device_name)
