"""The upload handler counts what arrives; the served stories try it over the wire."""

import io

import pytest
from django.core.exceptions import RequestDataTooBig

from yizhan.web.uploads import LimitedUploadHandler, UploadTooLarge


def handler() -> LimitedUploadHandler:
    made = LimitedUploadHandler()
    made.new_file("file", "a.csv", "text/csv", None)
    return made


def test_a_declared_length_over_the_limit_is_refused_before_the_first_byte(settings) -> None:
    settings.UPLOAD_BYTES_MAX = 100
    with pytest.raises(UploadTooLarge):
        LimitedUploadHandler().handle_raw_input(io.BytesIO(), {}, 101, b"boundary")


def test_a_length_that_lied_is_cut_off_where_the_limit_is(settings) -> None:
    settings.UPLOAD_BYTES_MAX = 100
    receiving = handler()
    receiving.receive_data_chunk(b"x" * 60, 0)
    with pytest.raises(RequestDataTooBig):
        receiving.receive_data_chunk(b"x" * 60, 60)


def test_what_is_small_enough_is_kept(settings) -> None:
    settings.UPLOAD_BYTES_MAX = 100
    receiving = handler()
    receiving.receive_data_chunk(b"x" * 100, 0)
    assert receiving.file_complete(100).size == 100
