"""What is seen: the one door to messages and the one to videos, and each place that goes through them."""

from tests.mutants.guard import guard

GATE = "gate/test_routes.py"
SENDING = "messaging/actions/sending.py"
MESSAGES = "messaging/models/messages.py"
VIDEOS = "social/models/videos.py"

SEEN = (
    # The one door to messages, and each place that goes through it
    guard(
        "messages: only of one's own chats",
        MESSAGES,
        'thread=OuterRef("thread"), user=user, cleared_seq__lt',
        'thread=OuterRef("thread"), cleared_seq__lt',
        GATE,
        "messaging/test_media.py",
    ),
    guard(
        "messages: not what a deleted chat held",
        MESSAGES,
        ', cleared_seq__lt=OuterRef("seq"))',
        ")",
        "messaging/test_canary.py",
    ),
    guard(
        "messages: not what was deleted",
        MESSAGES,
        "self.filter(Exists(own_side), ~Exists(deleted), erased_at=None)",
        "self.filter(Exists(own_side), erased_at=None)",
        "messaging/test_canary.py",
    ),
    guard(
        "the door of the log",
        "messaging/log.py",
        "return Message.objects.for_user(user).filter(thread=side.thread_id, seq__gt=side.cleared_seq)",
        "return Message.objects.filter(thread=side.thread_id, seq__gt=side.cleared_seq)",
        "messaging/test_canary.py",
    ),
    guard(
        "the door of what has changed",
        "messaging/log.py",
        "changed = Message.objects.for_user(user).filter(",
        "changed = Message.objects.filter(",
        "messaging/test_canary.py",
        "messaging/test_reload.py",
    ),
    guard(
        "the door of one message",
        "messaging/log.py",
        'found = Message.objects.for_user(user).filter(thread__in=own_side.values("thread"), seq=seq)',
        'found = Message.objects.filter(thread__in=own_side.values("thread"), seq=seq)',
        "messaging/test_canary.py",
        "messaging/test_message_page.py",
    ),
    guard(
        "the door of quotes",
        "messaging/log.py",
        "quoted = Message.objects.for_user(user).filter(",
        "quoted = Message.objects.filter(",
        "messaging/test_canary.py",
        "messaging/test_reload.py",
    ),
    guard(
        "the door of media",
        "messaging/views/media.py",
        "Message.objects.for_user(request.user)",
        "Message.objects",
        "messaging/test_media.py",
    ),
    guard(
        "the door of the search",
        "messaging/search/finding.py",
        "Message.objects.for_user(user).filter(pk__in=keys)",
        "Message.objects.filter(pk__in=keys)",
        "messaging/test_search.py",
    ),
    guard(
        "the door of likes",
        "messaging/actions/liking.py",
        "Message.objects.for_user(user).get(",
        "Message.objects.get(",
        "messaging/test_canary.py",
        "model",
    ),
    guard(
        "the door of replies",
        SENDING,
        "visible = Message.objects.for_user(User(pk=sender_id))",
        "visible = Message.objects.all()",
        "messaging/test_send.py",
    ),
    guard(
        "the door of a retry's answer",
        "messaging/live.py",
        "visible = Message.objects.for_user(user).filter(pk=message.pk)",
        "visible = Message.objects.filter(pk=message.pk)",
        "messaging/test_send.py",
    ),
    guard(
        "the door of pushes",
        "messaging/live.py",
        "visible = Message.objects.for_user(side.user).filter(thread=thread_id, seq__in=seqs)",
        "visible = Message.objects.filter(thread=thread_id, seq__in=seqs)",
        "messaging/test_canary.py",
        "messaging/test_live.py",
        "messaging/test_sharing.py",
    ),
    guard(
        "the door of chats",
        "messaging/models/threads.py",
        "        return self.filter(user=user)\n",
        "        return self.all()\n",
        "messaging/test_lists.py",
    ),
    guard(
        "the door of somebody's GIFs",
        "messaging/views/media.py",
        "Gif.objects.for_user(request.user)",
        "Gif.objects",
        "messaging/test_media.py",
    ),
    # Videos
    guard(
        "videos: not across a block",
        VIDEOS,
        "others & meant & ~Exists(blocked)",
        "others & meant",
        "social/test_videos.py",
        "social/test_video_files.py",
    ),
    guard(
        "videos: for friends alone",
        VIDEOS,
        "Q(audience=Audience.FRIENDS) & Exists(friend)",
        "Q(audience=Audience.FRIENDS)",
        "social/test_videos.py",
    ),
    guard(
        "the door of a video's files",
        "social/views/files.py",
        "Video.objects.visible_to(user)",
        "Video.objects",
        "social/test_video_files.py",
    ),
    guard(
        "the door of a video in a chat",
        "messaging/log.py",
        "Video.objects.visible_to(user)",
        "Video.objects",
        "messaging/test_sharing.py",
        "messaging/test_cards.py",
    ),
    guard(
        "a video is shared with whom may watch it",
        SENDING,
        "    if not Video.objects.visible_to(users[recipient_id]).filter(pk=payload.video_id).exists():",
        "    if False:",
        "messaging/test_sharing.py",
    ),
    guard(
        "a heart taken back tells nothing",
        "social/actions_videos.py",
        "            if not changed:\n                Video.objects.visible_to(user).get(pk=video_id)\n",
        "",
        GATE,
    ),
)
