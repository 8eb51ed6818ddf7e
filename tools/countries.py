"""Writes src/yizhan/payments/countries.yaml: countries by ISO 3166 alpha-3 code, named in Chinese, English and Arabic, from CLDR in Babel.

python tools/countries.py write
"""

import sys
from pathlib import Path

import yaml
from babel import Locale
from babel.core import get_global

FILE = Path(__file__).resolve().parents[1] / "src" / "yizhan" / "payments" / "countries.yaml"
HEADER = "# Written by tools/countries.py from CLDR (Unicode Licence v3). Codes: ISO 3166 alpha-3.\n"
# What CLDR maps that is no country of ISO 3166 (islands and zones with a reserved code, private use, withdrawn codes).
LEFT_OUT = {"ASC", "CPT", "DGA", "TAA", "FXX", "ZZZ", "BUR", "DDR", "TMP", "YMD", "ZAR"}
# Where CLDR departs from the name of ISO 3166.
NAMED = {"TWN": {"zh": "中国台湾", "en": "Taiwan, Province of China", "ar": "تايوان"}}


def countries() -> dict[str, dict[str, str]]:
    """{alpha-3: {zh, en, ar}}, by code. Withdrawn codes, which stand for a successor, are left out."""
    english = Locale("en").territories
    found: dict[str, dict[str, str]] = {}
    for code, two in sorted(get_global("territory_aliases").items()):
        current = len(code) == 3 and code.isalpha() and len(two) == 1 and two[0] in english and len(two[0]) == 2
        if not current or code in LEFT_OUT or (code[0] in "QX" and code != "QAT"):
            continue
        found[code] = {name: Locale.parse(name if name != "zh" else "zh_Hans").territories[two[0]] for name in ("zh", "en", "ar")}
    return found | NAMED


def text() -> str:
    """The file's content."""
    return HEADER + yaml.safe_dump(countries(), allow_unicode=True, sort_keys=True, width=140, default_flow_style=None)


if __name__ == "__main__":
    if sys.argv[1:] != ["write"]:
        sys.exit(__doc__)
    FILE.write_text(text(), encoding="utf-8")
