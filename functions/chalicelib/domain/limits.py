"""How often: fixed-window limits, after django-allauth's defaults."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RateLimit:
    """At most `count` events of this `name` in a window, for each key (an address, a contact)."""

    name: str
    count: int
    window_s: int

    def window_start_s(self, now_s: int) -> int:
        return now_s - now_s % self.window_s

    def retry_after_s(self, now_s: int) -> int:
        """Seconds until the next window opens; at least one."""
        return self.window_start_s(now_s) + self.window_s - now_s


WRITE_BY_IP = RateLimit("write.ip", 120, 60)
SIGN_UP_BY_IP = RateLimit("sign_up.ip", 20, 60)
# Codes and notices: strangers who sign up in somebody's name do not flood their mailbox or phone.
CODE_BY_CONTACT = RateLimit("code.contact", 10, 3600)
CONFIRM_BY_IP = RateLimit("confirm.ip", 30, 60)
RESEND_BY_IP = RateLimit("resend.ip", 20, 60)
LOG_IN_BY_IP = RateLimit("log_in.ip", 30, 60)
FAILED_LOG_IN_BY_IP = RateLimit("log_in_failed.ip", 10, 60)
FAILED_LOG_IN_BY_EMAIL = RateLimit("log_in_failed.email", 5, 300)
# A whole office joins from one address; whoever guesses codes or passwords misses most of them.
JOIN_BY_IP = RateLimit("join.ip", 600, 60)
MEETING_CODE_MISSES_BY_IP = RateLimit("meeting_code_misses.ip", 30, 300)
# Right ones in flight count too: room for an office that comes in at the same second.
MEETING_PASSWORD_MISSES = RateLimit("meeting_password_misses", 20, 300)
CREATE_MEETING_BY_IP = RateLimit("create_meeting.ip", 30, 60)
