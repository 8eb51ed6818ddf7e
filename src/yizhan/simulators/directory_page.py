"""The page on which the card's holder answers the issuer's challenge, Chinese and English at once: it is the issuer's, not ours."""

from html import escape
from typing import Any

from yizhan.kernel.money import Money

CODE_FIELD = "code"
PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Bank verification 银行验证</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; padding: 1rem; max-width: 26rem; color: #1a1a1a; background: #fff }}
dt {{ color: #595959 }} dd {{ margin: 0 0 .5rem }} .wrong {{ color: #a40000 }}
input, button {{ font: inherit; min-height: 2.75rem; width: 100%; box-sizing: border-box; margin-top: .25rem }}
button {{ margin-top: 1rem; border: 0; border-radius: .4rem; color: #fff; background: #0b5394 }}
</style></head><body><main>
<h1>{title}</h1>
<p>{words}</p>
<dl><dt>Merchant 商户</dt><dd>{merchant}</dd><dt>Amount 金额</dt><dd>{amount}</dd><dt>Card 卡号</dt><dd>{masked}</dd></dl>
{wrong}<form method="post"><label for="code">Code from your bank 银行验证码</label>
<input id="code" name="{field}" inputmode="numeric" autocomplete="one-time-code" maxlength="6" required autofocus{described}>
<button>Confirm 确认</button></form>
<p><small>Demonstration: the code is 123456. 演示：验证码为 123456。</small></p>
</main></body></html>
"""


def challenge_page(request: dict[str, Any], is_wrong: bool, tries_left: int) -> str:
    """The page of one challenge; everything that came from outside is escaped."""
    amount = Money(request["amount_minor"], request["currency"])
    is_chinese = str(request.get("language", "en")).startswith("zh")
    sentence = f"The code is wrong; {tries_left} more. 验证码不正确，还可尝试 {tries_left} 次。"
    wrong = f'<p class="wrong" id="wrong" role="alert">{sentence}</p>\n' if is_wrong else ""
    return PAGE.format(
        lang="zh" if is_chinese else "en", title="银行验证 Bank verification" if is_chinese else "Bank verification 银行验证",
        words="Your bank asks whether it is you. 您的银行需要确认是您本人操作。",
        merchant=escape(request["merchant_name"]), amount=escape(str(amount)) if amount else "Card check 验卡",
        masked=escape(request["masked"]), wrong=wrong, field=CODE_FIELD, described=' aria-describedby="wrong"' if is_wrong else "")
