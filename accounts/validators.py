"""The list that django-allauth asks for."""

from accounts.names import validate_name

username_validators = [validate_name]
