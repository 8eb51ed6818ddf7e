"""Line icons of our own on a 16-unit grid; they say again what the words beside them say."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

PATHS = {
    "check": '<path d="m3 8.5 3.5 3.5L13 4.5"/>',
    "cross": '<path d="m4 4 8 8M12 4l-8 8"/>',
    "clock": '<circle cx="8" cy="8" r="6"/><path d="M8 4.5V8l2.5 1.5"/>',
    "pause": '<path d="M5.5 3.5v9M10.5 3.5v9"/>',
    "half": '<circle cx="8" cy="8" r="5.5"/><path class="yz-icon-fill" d="M8 2.5a5.5 5.5 0 0 1 0 11z"/>',
    "ring": '<circle cx="8" cy="8" r="5"/>',
    "warn": '<path d="M8 2 1.5 13.5h13zM8 6.5v3.25M8 11.6v.1"/>',
    "info": '<circle cx="8" cy="8" r="6"/><path d="M8 7.5v3.75M8 4.9v.1"/>',
    "calendar": '<path d="M2.5 4h11v9.5h-11zM2.5 7h11M5.5 2v3M10.5 2v3"/>',
    "chevron": '<path d="m6 3.5 4.5 4.5L6 12.5"/>',
    "back": '<path d="M13 8H3m4-4L3 8l4 4"/>',
    "up": '<path d="M8 13V3.5M4 7l4-4 4 4"/>',
    "down": '<path d="M8 3v9.5M4 9l4 4 4-4"/>',
    "copy": '<path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3"/>',
    "theme": '<circle cx="8" cy="8" r="5.5"/><path class="yz-icon-fill" d="M8 2.5a5.5 5.5 0 0 0 0 11z"/>',
    "inbox": '<path d="M2 9.5 4 3h8l2 6.5v3.5H2zM2 9.5h3.5l1 2h3l1-2H14"/>',
    "print": '<path d="M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7z"/>',
    "scan": '<path d="M2.5 5.5v-3h3M10.5 2.5h3v3M13.5 10.5v3h-3M5.5 13.5h-3v-3M5 8h6"/>',
    "code": '<path d="M2.5 2.5h4v4h-4zM9.5 2.5h4v4h-4zM2.5 9.5h4v4h-4zM9.5 9.5h1.5M13.5 9.5v4M9.5 12v1.5"/>',
    "out": '<path d="M6.5 3h-4v10h4M6 8h8m-3-3 3 3-3 3"/>',
}


def icon(name: str) -> SafeString:
    """The icon as SVG, hidden from screen readers. An unknown name raises KeyError."""
    # The paths are the constants above, so marking them as safe is safe.
    return format_html(
        '<svg class="yz-icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{}</svg>',
        mark_safe(PATHS[name]),  # noqa: S308
    )
