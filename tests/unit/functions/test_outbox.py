"""Letters are delivered at least once, never by two at a time; an operator hears of lost ones."""

from dataclasses import replace
from datetime import timedelta

import pytest
from chalicelib.domain.letters import render_mail, render_text_message
from chalicelib.domain.outbox import CLAIM_LIFETIME, MAX_ATTEMPTS, Letter, retry_at
from chalicelib.ports.outbox import OutboxPorts
from chalicelib.sweeps.outbox import sweep_outbox
from chalicelib.usecases.outbox import deliver

from tests.fakes.edge import START
from tests.fakes.outbox import FakeMailer, FakeOperatorAlerts, FakeOutbox, FakeTextMessenger

LETTER = Letter(
    outbox_id="o1",
    medium="email",
    template="code",
    to="an@example.com",
    locale="vi",
    params={"name": "An <b>", "code": "012345"},
    due_at=START + timedelta(seconds=30),
    useless_after=START + timedelta(minutes=10),
)
TEXT = Letter("o2", "sms", "code", "+84901234567", "en", {"code": "012345"}, LETTER.due_at)


class Post:
    def __init__(self, *letters: Letter) -> None:
        self.outbox = FakeOutbox()
        self.outbox.add(letters)
        self.mailer = FakeMailer()
        self.texts = FakeTextMessenger()
        self.alerts = FakeOperatorAlerts()
        self.ports = OutboxPorts(self.outbox, self.mailer, self.texts, self.alerts)


def test_a_letter_goes_out_once_and_leaves_nothing_behind() -> None:
    post = Post(LETTER)
    deliver("o1", 0, post.ports, START)
    deliver("o1", 0, post.ports, START)
    assert [to for to, _ in post.mailer.sent] == ["an@example.com"]
    assert not post.outbox.letters


def test_a_text_message_goes_to_the_phone() -> None:
    post = Post(TEXT)
    deliver("o2", 0, post.ports, START)
    ((to, text),) = post.texts.sent
    assert to == "+84901234567"
    assert text.startswith("012345")


def test_who_is_at_it_is_left_alone_until_the_claim_runs_out() -> None:
    post = Post(LETTER)
    assert post.outbox.claim("o1", 0, START)
    sweep_outbox(post.ports, START + CLAIM_LIFETIME - timedelta(seconds=1))
    assert not post.mailer.sent
    sweep_outbox(post.ports, START + CLAIM_LIFETIME)
    assert len(post.mailer.sent) == 1


def test_a_refused_letter_is_tried_again_later() -> None:
    post = Post(LETTER)
    post.mailer.refuses = True
    deliver("o1", 0, post.ports, START)
    due_at = post.outbox.letters["o1"].due_at
    assert due_at == START + timedelta(seconds=15)
    post.mailer.refuses = False
    sweep_outbox(post.ports, due_at)
    assert len(post.mailer.sent) == 1


def test_an_expired_code_is_not_sent() -> None:
    post = Post(LETTER)
    sweep_outbox(post.ports, START + timedelta(minutes=10))
    assert not post.mailer.sent
    assert not post.outbox.letters


def test_after_the_last_try_an_operator_is_told_without_personal_data() -> None:
    post = Post(TEXT)
    post.texts.refuses = True
    now = START
    for attempt in range(MAX_ATTEMPTS):
        deliver("o2", attempt, post.ports, now)
    assert not post.outbox.letters
    (alert,) = post.alerts.published
    assert "o2" in alert
    assert "+84901234567" not in alert
    assert "012345" not in alert


def test_a_letter_that_cannot_be_written_stops_no_other() -> None:
    """There is no text message of this template: whatever breaks on one letter stays with it."""
    broken = replace(TEXT, outbox_id="o0", template="welcome", due_at=START)
    post = Post(broken, LETTER)
    sweep_outbox(post.ports, LETTER.due_at)
    assert len(post.mailer.sent) == 1


def test_a_letter_that_kills_its_deliverers_is_given_up_in_the_end() -> None:
    broken = replace(TEXT, template="welcome", due_at=START)
    post = Post(broken)
    for minute in range(MAX_ATTEMPTS + 1):
        sweep_outbox(post.ports, START + minute * CLAIM_LIFETIME)
    assert not post.outbox.letters
    assert len(post.alerts.published) == 1


def test_who_fails_late_does_not_move_another_ones_attempt() -> None:
    post = Post(LETTER)
    mine = post.outbox.claim("o1", 0, START)
    theirs = post.outbox.claim("o1", 1, START + CLAIM_LIFETIME)
    assert mine is not None
    assert theirs is not None
    post.outbox.postpone(mine, START)
    assert post.outbox.letters["o1"].due_at == theirs.due_at


@pytest.mark.parametrize(("attempts", "wait_s"), [(1, 15), (2, 30), (3, 60), (4, 120), (7, 960)])
def test_waits_double(attempts: int, wait_s: int) -> None:
    assert retry_at(attempts, START) == START + timedelta(seconds=wait_s)


def test_there_is_a_last_try() -> None:
    assert retry_at(MAX_ATTEMPTS, START) is None


def test_mails_speak_both_languages_the_readers_first() -> None:
    vietnamese = render_mail(LETTER)
    english = render_mail(replace(LETTER, locale="en"))
    assert vietnamese.subject == "012345 là mã xác thực OnMeeting của bạn"
    assert english.subject == "012345 is your OnMeeting code"
    assert vietnamese.text.index("mã xác thực") < vietnamese.text.index("this is the code")
    assert english.text.index("this is the code") < english.text.index("mã xác thực")


def test_what_people_typed_is_text_not_markup() -> None:
    welcome = replace(LETTER, template="welcome", params={"name": "An <b>", "url": "https://x"})
    assert "An &lt;b&gt;" in render_mail(welcome).html
    assert "An <b>" not in render_mail(welcome).html
    braces = replace(welcome, params={"name": "{url}{0}", "url": "https://x"})
    assert "{url}{0}" in render_mail(braces).text


def test_who_has_proved_nothing_yet_puts_no_word_into_a_strangers_mailbox() -> None:
    """The address of a sign-up may be anybody's: its code goes there without the typed name."""
    assert "An" not in render_mail(replace(LETTER, locale="en")).text.split()


def test_a_notice_by_text_message_names_where_to_log_in() -> None:
    notice = replace(TEXT, template="account_exists", params={"url": "https://x"})
    assert render_text_message(notice).endswith("https://x")
