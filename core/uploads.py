"""What is uploaded, bounded while it is read: no body fills memory or disk, and too large a one gets an answer."""

import io
import re
import unicodedata
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.utils.translation import gettext as _

from core.errors import Malformed
from core.filekinds import extension_of

MOST_IN_A_NAME = 150
NOT_IN_A_NAME = re.compile(r'[\\/:*?"<>|]')


class TooLarge(Malformed):
    """413: more was uploaded than is kept."""

    status = 413

    def __init__(self) -> None:
        sentence = _("A file has at most %(most)d MB. Make it smaller, or split it.")
        super().__init__({"file": sentence % {"most": settings.UPLOAD_MOST // 1_000_000}})


class BoundedUpload(FileUploadHandler):
    """Keeps uploaded files in memory, all of a request together up to the limit; what is beyond is read and dropped.

    The body is read to its end in any case: a browser hears an answer only after it has sent everything.
    """

    request: Any

    def __init__(self, request: Any = None):
        super().__init__(request)
        self.total = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if not self.request.user.is_authenticated:
            raise SkipFile
        self.kept = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.total += len(raw_data)
        if self.total > settings.UPLOAD_MOST:
            self.request.sent_too_much = True
            self.kept = io.BytesIO()
            raise SkipFile
        self.kept.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.kept.seek(0)
        return InMemoryUploadedFile(
            self.kept, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )


def refuse_too_large(request: Any) -> None:
    """Raises TooLarge when more was sent with this request than is kept."""
    request = getattr(request, "_request", request)
    if getattr(request, "sent_too_much", False):
        raise TooLarge


def file_name(sent: str) -> str:
    """The name of an uploaded file as it is kept: composed, without path and without what a disk or a reader mistakes.

    Marks that turn the direction of writing could hide the true extension.
    """
    name = unicodedata.normalize("NFC", sent).replace("\\", "/").rpartition("/")[2]
    name = "".join(one for one in name if unicodedata.category(one)[0] != "C")
    name = " ".join(NOT_IN_A_NAME.sub("_", name).split()).strip(". ")
    extension = extension_of(name)
    stem = name.removesuffix(f".{name.rpartition('.')[2]}") if extension else name
    return f"{stem[: MOST_IN_A_NAME - len(extension) - 1].strip()}.{extension}" if extension else stem[:MOST_IN_A_NAME]
