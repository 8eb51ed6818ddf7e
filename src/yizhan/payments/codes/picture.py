"""Codes as pictures: SVG by segno, drawn by attributes alone, so that a strict content policy shows it."""

from io import BytesIO

import segno

QUIET_MODULES = 4


def svg(text: str, title: str, pixels_per_module: int = 4) -> str:
    """The QR code of a text, error level M, with the quiet zone of four modules; `title` is read out to who cannot see it.

    It has a size of its own and a view box, so that a page may show it at any other.
    """
    stream = BytesIO()
    code = segno.make(text, error="m", micro=False, boost_error=False)
    width, height = code.symbol_size(scale=pixels_per_module, border=QUIET_MODULES)
    code.save(stream, kind="svg", scale=pixels_per_module, border=QUIET_MODULES, omitsize=True, dark="#000", light="#fff", title=title,
              xmldecl=False, svgclass=None, lineclass=None, nl=False, encoding="utf-8")
    return stream.getvalue().decode("utf-8").replace("<svg ", f'<svg role="img" width="{width}" height="{height}" ', 1)
