from django.urls import path, register_converter

from accounts import media, notices, views
from accounts import views_leaving as leaving
from accounts.converters import NameConverter

register_converter(NameConverter, "name")

urlpatterns = [
    path("settings/", views.settings, name="settings"),
    path("settings/profile/", views.profile, name="settings_profile"),
    path("settings/profile/avatar", views.avatar, name="settings_avatar"),
    path("settings/privacy/", views.privacy, name="settings_privacy"),
    path("settings/security/", views.security, name="settings_security"),
    path("settings/security/sessions/<int:pk>", views.session, name="settings_session"),
    path("settings/language/", views.language, name="settings_language"),
    path("settings/data/delete/", leaving.leave, name="leave"),
    path("settings/data/keep/", leaving.keep, name="keep"),
    path("notice/", notices.notice, name="notice"),
    path("notice/<int:pk>/acknowledged", notices.acknowledge, name="acknowledge"),
    path("safety/", views.safety, name="safety"),
    path("welcome/", views.welcome, name="welcome"),
    path("media/avatars/<str:file>", media.avatar, name="avatar"),
]
