from django.urls import path

from messaging.views import conversation, gifs, lists, media, message, options, rule, search, state, stickers, sync

urlpatterns = [
    path("inbox/", lists.inbox, name="inbox"),
    path("messages/", lists.chat_list, name="chats"),
    path("messages/requests/", lists.request_list, name="requests"),
    path("messages/new/", lists.new_chat, name="new_chat"),
    path("messages/search/", search.search, name="search"),
    path("messages/@<name:name>/", conversation.chat, name="chat"),
    path("messages/@<name:name>/read", state.read, name="read"),
    path("messages/@<name:name>/unread", state.unread, name="unread"),
    path("messages/@<name:name>/typing", state.typing, name="typing"),
    path("messages/@<name:name>/pin", state.pin, name="pin"),
    path("messages/@<name:name>/mute", state.mute, name="mute"),
    path("messages/@<name:name>/<int:seq>", message.message, name="message"),
    path("messages/@<name:name>/<int:seq>/like", state.like, name="like"),
    path("messages/@<name:name>/<int:seq>/media", media.message_media, name="media"),
    path("messages/@<name:name>/options", options.options, name="chat_options"),
    path("messages/@<name:name>/text", options.transcript, name="transcript"),
    path("messages/@<name:name>/why", rule.why, name="why"),
    path("stickers/", stickers.stickers, name="stickers"),
    path("stickers/<int:pk>/favourite", stickers.favourite, name="sticker_favourite"),
    path("gifs/", gifs.gifs, name="gifs"),
    path("gifs/outside/", gifs.outside_gifs, name="outside_gifs"),
    path("gifs/<int:pk>/", gifs.gif, name="gif"),
    path("gifs/<int:pk>/media", media.gif_media, name="gif_media"),
    path("media/stickers/<str:file>", media.sticker_file, name="sticker_file"),
    path("settings/privacy/who/", rule.who, name="who_can_write"),
    path("sync", sync.sync, name="sync"),
]
