"""How the API reads what is sent."""

import io
import json
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class TextParser(JSONParser):
    """JSON whose texts can be stored and sent back: half a character is refused as a whole body.

    A body longer than a form may be, or nested beyond what can be read, is refused too.
    """

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        sent = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(sent) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise ParseError(_("The body is too long."))
        try:
            body = super().parse(io.BytesIO(sent), media_type, parser_context)
            json.dumps(body, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise ParseError(_("A text holds half a character. Send whole ones.")) from None
        except RecursionError:
            raise ParseError(_("The body is nested too deeply.")) from None
        return body
