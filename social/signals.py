from django.dispatch import Signal

# Sent after commit, by social.actions alone, with `actor_id`, `other_id` and `verb` ("follow", "unfollow", "block",
# "unblock"): what stands between two accounts has changed.
relation_changed = Signal()

# Sent after commit, by social.actions_videos alone, with `video_id`: who may watch a video has changed, or it is gone.
video_changed = Signal()

# Sent after commit, by social.actions_videos alone, with `video_id`, `actor_id` and `liked`.
video_liked = Signal()

# Sent after commit, by social.actions_videos alone, with `freed`: files of a video that was taken away are gone.
video_erased = Signal()

# Sent after commit, by social.works alone, with `author_id`, `video_id` and the `stamp` of her mailbox: a video in the
# works stands otherwise than before.
video_worked = Signal()
