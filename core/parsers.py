"""How the API reads what is sent."""

import json
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class TextParser(JSONParser):
    """JSON whose texts can be stored and sent back: half a character is refused as a whole body."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        body = super().parse(stream, media_type, parser_context)
        try:
            json.dumps(body, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise ParseError(_("A text holds half a character. Send whole ones.")) from None
        return body
