"""The smallest site with django-private-chat2, run by a Python that has it and nothing of ours."""
