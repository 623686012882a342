from django.urls import path

from benchmarks.textbook.views import send

urlpatterns = [path("messages/@<name>/", send)]
