"""The module that granian loads."""

from yizhan.app import serving, wsgi


def test_granian_serves_the_wsgi_application() -> None:
    """In a process without a multiprocessing parent, such as this one, it binds itself to nobody."""
    assert serving.application is wsgi.application
