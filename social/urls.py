from django.urls import path

from social.views import files, people, posting, watching

urlpatterns = [
    path("", people.home, name="home"),
    path("discover/", people.discover, name="discover"),
    path("welcome/people/", people.welcome_people, name="welcome_people"),
    path("@<name:name>/", people.profile, name="profile"),
    path("@<name:name>/follow", people.follow, name="follow"),
    path("@<name:name>/block", people.block, name="block"),
    path("me/", people.me, name="me"),
    path("me/subscriptions/", people.subscriptions, name="subscriptions"),
    path("me/followers/", people.followers, name="followers"),
    path("me/blacklist/", people.blacklist, name="blacklist"),
    path("videos/new/", posting.new_video, name="video_new"),
    path("videos/uploads/", posting.begin_upload, name="video_uploads"),
    path("videos/uploads/<uuid:pk>", posting.upload, name="video_upload"),
    path("videos/<int:pk>/forget", posting.forget_video, name="video_forget"),
    path("videos/<int:pk>/file", files.video_file, name="video_file"),
    path("videos/<int:pk>/poster", files.video_poster, name="video_poster"),
    path("videos/<int:pk>/preview", files.video_preview, name="video_preview"),
    path("videos/<int:pk>/download", files.video_download, name="video_download"),
    path("videos/<int:pk>/", watching.video, name="video"),
    path("videos/<int:pk>/like", watching.like, name="video_like"),
    path("videos/<int:pk>/edit", watching.edit, name="video_edit"),
]
