"""Uploads are bounded while they arrive: neither memory nor disk fills with a file that is too large."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class UploadTooLarge(RequestDataTooBig):
    """The files of a request are larger than `upload_bytes_max`; the error page is that of status 413.

    A kind of RequestDataTooBig, because the body is first read by the CSRF check, where no middleware of ours could catch it.
    """


class LimitedUploadHandler(TemporaryFileUploadHandler):
    """Spools files to disk and stops at the limit of one request. The declared length is checked before the first byte."""

    received_bytes = 0

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        if content_length > settings.UPLOAD_BYTES_MAX:
            raise UploadTooLarge(content_length)

    def receive_data_chunk(self, raw_data, start):
        self.received_bytes += len(raw_data)
        if self.received_bytes > settings.UPLOAD_BYTES_MAX:
            raise UploadTooLarge(self.received_bytes)
        return super().receive_data_chunk(raw_data, start)
