from django.dispatch import Signal

# Sent after commit, by social.actions alone, with `actor_id`, `other_id` and `verb` ("follow", "unfollow", "block",
# "unblock"): what stands between two accounts has changed.
relation_changed = Signal()
