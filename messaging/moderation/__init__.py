"""Complaints and the moderators' work: what can be reported, what is sealed of it, and how a case is judged."""
