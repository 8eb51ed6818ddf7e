"""What the switch itself shows to a browser when it cannot lead on: Chinese and English, no script, nothing of a card."""

import base64
import hashlib
from collections.abc import Awaitable, Callable
from html import escape
from typing import Final

from yizhan.switch.http import messages as m
from yizhan.switch.http.failures import told

FAILED: Final = "switch_failed"
Route = Callable[[m.Request], Awaitable[m.Response]]
# By the code of what is wrong: a heading in Chinese and in English.
HEADINGS: Final = {
    "verify_token_unknown": ("这次验证已经结束", "This check is over"),
    "bind_token_unknown": ("这张表单已经失效", "This form is no longer open"),
    "body_malformed": ("表单没有完整送达", "The form did not arrive whole"),
    "method_not_allowed": ("这里没有内容", "There is nothing to see here"),
    FAILED: ("我们这边出了问题", "Something went wrong on our side"),
}
# By what the browser was busy with: what is certain, and what can be done.
BINDING: Final = ("没有扣款。钱包里能看到哪些银行卡已绑定；如果没有这张卡，请在钱包里重新开始。",
                  "Nothing was charged. Your wallet shows which cards are bound; if yours is missing, begin there once more.")
PAYMENT: Final = ("请打开钱包查看这笔付款的结果；看清之前不要再付一次。",
                  "Open your wallet to see what became of the payment, and do not pay again before you have looked.")
BACK: Final = ("回到钱包", "Back to the wallet")
STYLE: Final = (
    ":root{color-scheme:light dark}body{margin:0;background:#faf9f6;color:#1b2432;line-height:1.6;"
    'font-family:system-ui,"PingFang SC","Noto Sans SC","Microsoft YaHei",sans-serif}'
    "main{max-width:34rem;margin:0 auto;padding:2rem 1.25rem}"
    "h1,h2{font-size:1.5rem;line-height:1.3;margin:0 0 .5rem}section+section{margin-top:2rem}p{margin:0 0 1rem}"
    "a{display:inline-block;padding:.75rem 1.25rem;border-radius:.5rem;background:#0f6b6b;color:#fff;text-decoration:none}"
    "small{color:#5a6472}@media(prefers-color-scheme:dark){body{background:#14191f;color:#e8e6e1}small{color:#a9b1bb}}")
STYLE_HASH: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS: Final = (
    ("cache-control", "no-store"), ("referrer-policy", "no-referrer"), ("content-type", "text/html; charset=utf-8"),
    ("x-content-type-options", "nosniff"),
    ("content-security-policy",
     f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"))
PAGE: Final = ('<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, '
               'initial-scale=1"><title>{zh_heading} · {en_heading}</title><style>{style}</style></head><body><main>'
               '<section><h1>{zh_heading}</h1><p>{zh_text}</p>{zh_back}</section>'
               '<section lang="en"><h2>{en_heading}</h2><p>{en_text}</p>{en_back}</section>'
               '<p><small lang="en">{code}</small></p></main></body></html>')


def sorry_page(code: str, texts: tuple[str, str], back_url: str = "") -> m.Response:
    """Why a browser cannot go on, with the way back where one is known. `texts` are BINDING or PAYMENT."""
    zh_heading, en_heading = HEADINGS.get(code, HEADINGS[FAILED])
    zh_back, en_back = (f'<p><a href="{escape(back_url)}">{words}</a></p>' if back_url else "" for words in BACK)
    page = PAGE.format(zh_heading=zh_heading, en_heading=en_heading, zh_text=texts[0], en_text=texts[1], zh_back=zh_back, en_back=en_back,
                       style=STYLE, code=escape(code))
    return m.Response(m.STATUSES.get(code, 500), page.encode(), HEADERS)


def for_browser(route: Route, texts: tuple[str, str], way_back: Callable[[m.Request], Awaitable[str]]) -> Route:
    """A route whose failures are a page as well; `way_back` finds the address that the page leads back to, "" where none is known."""
    async def answer(request: m.Request) -> m.Response:
        try:
            return await route(request)
        except Exception as error:
            told(error, f"{request.method} {request.path[:80]}")  # For the log.
        try:
            return sorry_page(FAILED, texts, await way_back(request))
        except Exception as error:
            told(error, f"the way back from {request.path[:80]}")
        return sorry_page(FAILED, texts)
    return answer
