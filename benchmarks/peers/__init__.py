"""The same work done by others: Prosody, Synapse and django-private-chat2, each as its own makers ship it.

Each module starts one of them and lets its people write to each other; `benchmarks.chat` measures them as it does us.
"""
