"""Asks the web server on this machine whether it is alive; the health check of the container image."""

import http.client
import sys

from rcf_tracker import env


def main() -> int:
    """0 when /healthz answers 200, else 1 with a sentence."""
    port = env.integer("PORT", 8000)
    host = env.words("ALLOWED_HOSTS")[0].lstrip(".")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as fault:
        print(f"No answer on port {port}: {fault}", file=sys.stderr)
        return 1
    finally:
        connection.close()
    if status != 200:
        print(f"/healthz answered {status}", file=sys.stderr)
    return 0 if status == 200 else 1


if __name__ == "__main__":
    sys.exit(main())
