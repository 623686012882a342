from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django import forms
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from benchmarks.textbook.models import Message


class MessageForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Message
        fields = ("text",)


@require_POST
@login_required
def send(request: HttpRequest, name: str) -> HttpResponse:
    recipient = get_object_or_404(User, username=name)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return HttpResponse(form.errors.as_text(), status=422)
    message = form.save(commit=False)
    message.sender, message.recipient = request.user, recipient
    message.save()
    frames = {}
    for user in (message.sender, message.recipient):
        frames[user.pk] = render_to_string("message.html", {"message": message, "user": user})
        event = {"type": "frame", "html": frames[user.pk]}
        async_to_sync(get_channel_layer().group_send)(f"user-{user.pk}", event)
    return HttpResponse(frames[message.sender_id], status=201)
