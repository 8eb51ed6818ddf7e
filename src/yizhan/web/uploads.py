"""Uploads are bounded while they arrive: neither memory nor disk fills with a file that is too large."""

from django.conf import settings
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler


class UploadTooLarge(Exception):
    """The file is larger than `upload_bytes_max`; the door answers 413."""


class LimitedUploadHandler(TemporaryFileUploadHandler):
    """Spools a file to disk and stops at the limit. The declared length is checked before the first byte."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):  # noqa: N803 (Django's name)
        if content_length > settings.UPLOAD_BYTES_MAX:
            raise UploadTooLarge(content_length)

    def receive_data_chunk(self, raw_data, start):
        if start + len(raw_data) > settings.UPLOAD_BYTES_MAX:
            self.file.close()
            raise StopUpload(connection_reset=True)
        return super().receive_data_chunk(raw_data, start)
