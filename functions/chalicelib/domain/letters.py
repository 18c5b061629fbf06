"""The words of every letter, in both languages; the reader's own comes first."""

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from chalicelib.domain.language import Locale, Text
from chalicelib.domain.outbox import Letter, Template


@dataclass(frozen=True)
class Mail:
    subject: str
    text: str
    html: str


class _Template(NamedTuple):
    """`highlight` is shown large between the paragraphs before and after it."""

    subject: Text
    before: Text
    highlight: str
    after: Text


_MAILS: Mapping[Template, _Template] = {
    "code": _Template(
        Text("{code} là mã xác thực OnMeeting của bạn", "{code} is your OnMeeting code"),
        Text(
            # Without the name: strangers could write to anybody through it.
            "Xin chào, đây là mã xác thực địa chỉ email của bạn:",
            "Hello, this is the code that confirms your e-mail address:",
        ),
        "{code}",
        Text(
            "Mã có hiệu lực trong 10 phút và dùng một lần. Đừng chia sẻ mã với bất kỳ ai. "
            "Nếu bạn không đăng ký OnMeeting, hãy bỏ qua thư này.",
            "It is valid for 10 minutes and works once. Share it with nobody. "
            "If you did not sign up for OnMeeting, ignore this mail.",
        ),
    ),
    "account_exists": _Template(
        Text("Bạn đã có tài khoản OnMeeting", "You already have an OnMeeting account"),
        Text(
            "Ai đó vừa đăng ký OnMeeting bằng email hoặc số điện thoại của bạn. Bạn đã có tài "
            "khoản, nên không có gì thay đổi. Nếu đó là bạn, hãy đăng nhập tại:",
            "Somebody has just signed up for OnMeeting with your e-mail address or phone number. "
            "You already have an account, so nothing has changed. If it was you, log in at:",
        ),
        "{url}",
        Text(
            "Nếu không phải bạn, bạn không cần làm gì thêm.",
            "If it was not you, there is nothing you need to do.",
        ),
    ),
    "welcome": _Template(
        Text("Chào mừng bạn đến với OnMeeting", "Welcome to OnMeeting"),
        Text(
            "Chào {name}, tài khoản của bạn đã sẵn sàng. Gói miễn phí đang hoạt động: 100 người "
            "tham gia, 40 phút mỗi cuộc họp. Bắt đầu cuộc họp đầu tiên tại:",
            "Hello {name}, your account is ready. The free plan is active: 100 participants and "
            "40 minutes a meeting. Start your first meeting at:",
        ),
        "{url}",
        Text("Hẹn gặp bạn trong phòng họp.", "See you in a meeting."),
    ),
}
_TEXT_MESSAGES: Mapping[Template, Text] = {
    "code": Text(
        "{code} là mã xác thực OnMeeting, hiệu lực 10 phút. Đừng chia sẻ mã này.",
        "{code} is your OnMeeting code, valid for 10 minutes. Share it with nobody.",
    ),
    "account_exists": Text(
        "OnMeeting: số này đã có tài khoản. Nếu bạn vừa đăng ký, hãy đăng nhập: {url}",
        "OnMeeting: this number already has an account. If you just signed up, log in: {url}",
    ),
}


def render_mail(letter: Letter) -> Mail:
    template = _MAILS[letter.template]
    locales: tuple[Locale, Locale] = ("vi", "en") if letter.locale == "vi" else ("en", "vi")
    parts = [_paragraphs(template, locale, letter.params) for locale in locales]
    return Mail(
        subject=template.subject.of(letter.locale).format_map(letter.params),
        text="\n\n---\n\n".join("\n\n".join(paragraphs) for paragraphs in parts) + "\n",
        html=_page(parts, letter.locale),
    )


def render_text_message(letter: Letter) -> str:
    return _TEXT_MESSAGES[letter.template].of(letter.locale).format_map(letter.params)


def _paragraphs(template: _Template, locale: Locale, params: Mapping[str, str]) -> list[str]:
    texts = (template.before.of(locale), template.highlight, template.after.of(locale))
    return [text.format_map(params) for text in texts]


def _page(parts: list[list[str]], locale: Locale) -> str:
    sections = "<hr>".join(
        f"<p>{html.escape(before)}</p>"
        f'<p style="font-size:28px;font-weight:700">{html.escape(highlight)}</p>'
        f"<p>{html.escape(after)}</p>"
        for before, highlight, after in parts
    )
    return (
        f'<!doctype html><html lang="{locale}"><meta charset="utf-8"><title>OnMeeting</title>'
        '<body style="font-family:sans-serif;font-size:16px;line-height:1.5">'
        f"{sections}</body></html>"
    )
