"""The moderators' workplace. What is registered here is all there is of this app: no message, chat or side of one."""

from messaging.admin import audit, cases, people, pictures

__all__ = ["audit", "cases", "people", "pictures"]
