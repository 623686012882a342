from django.urls import path

from social import views

urlpatterns = [
    path("", views.home, name="home"),
    path("discover/", views.discover, name="discover"),
    path("welcome/people/", views.welcome_people, name="welcome_people"),
    path("@<name:name>/", views.profile, name="profile"),
    path("@<name:name>/follow", views.follow, name="follow"),
    path("@<name:name>/block", views.block, name="block"),
    path("me/", views.me, name="me"),
    path("me/subscriptions/", views.subscriptions, name="subscriptions"),
    path("me/followers/", views.followers, name="followers"),
    path("me/blacklist/", views.blacklist, name="blacklist"),
]
