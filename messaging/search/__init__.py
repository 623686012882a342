"""Finding messages by their words, and chats by the name of whom they are with."""

from messaging.search.entries import enter, erase, leave
from messaging.search.finding import Found, Hit, find_chats, find_messages
from messaging.search.indexes import forget_erased

__all__ = ["Found", "Hit", "enter", "erase", "find_chats", "find_messages", "forget_erased", "leave"]
