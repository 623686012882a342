from accounts.names import NAME_PATTERN


class NameConverter:
    """A user's NAME in a path; any case is understood, the lower case is meant."""

    regex = NAME_PATTERN.replace("a-z", "a-zA-Z")

    def to_python(self, value: str) -> str:
        return value.lower()

    def to_url(self, value: str) -> str:
        return value
