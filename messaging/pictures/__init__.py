"""Stickers and GIFs from files that somebody sent. What decodes them runs in the sandbox and knows no Django."""
