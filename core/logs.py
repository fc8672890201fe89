"""Structured logs: one JSON object a line, without the content of any record."""

import json
import logging
import re
from datetime import UTC, datetime

ROW = re.compile(r"^(DETAIL:|\s*Failing row contains).*$", re.MULTILINE)
"""Where PostgreSQL tells the values of a row that it refused."""


class JSONFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["traceback"] = ROW.sub(r"\1 (left out)", self.formatException(record.exc_info))
        return json.dumps(entry, ensure_ascii=False)
