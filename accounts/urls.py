from django.urls import path, register_converter

from accounts import media, views
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
    path("settings/data/", views.data, name="settings_data"),
    path("welcome/", views.welcome, name="welcome"),
    path("media/avatars/<str:file>", media.avatar, name="avatar"),
]
