from django.dispatch import Signal

# Sent after commit, by accounts.actions alone, with `user_id`: what the rule asks about this account has changed.
account_changed = Signal()

# Sent after commit with `user_id`: some session of this account has ended, or all of them have.
sessions_ended = Signal()
