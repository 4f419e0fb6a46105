"""Sign an advertiser in: open the app's authorization page, wait for who comes back, keep the token.

    TIKTOK_APP_ID=… TIKTOK_APP_SECRET=… TIKTOK_AUTHORIZE_URL=https://… python examples/oauth_login.py

The authorization address is on the app's page in the developer portal. Its redirect has to lead to
http://127.0.0.1:8765/, through a tunnel if the portal takes https alone. The token is in tokens.json
afterwards, which you alone can read.
"""

from __future__ import annotations

import json
import os
import sys
import webbrowser
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from tempfile import NamedTemporaryFile

from tiktok_business import Client, Tokens, advertiser_oauth, auth_code, authorize_url, new_state

PORT = 8765
TOKENS = Path("tokens.json")


class Callback(BaseHTTPRequestHandler):
    """Remembers the address that a browser came back to."""

    came_back = ""

    def do_GET(self) -> None:
        """Take the address, and let the person go."""
        Callback.came_back = self.path
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.end_headers()
        self.wfile.write(b"You can close this window.")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as it is called
        """Write no log: the address holds the code."""


def keep(tokens: Tokens) -> None:
    """Write the tokens to a file that nobody else may read at any moment, whoever could read the old one."""
    kept = TOKENS.resolve()  # a link stays one
    with NamedTemporaryFile("w", dir=kept.parent, encoding="utf-8", delete=False) as file:
        json.dump(tokens.to_json(), file)
    Path(file.name).replace(kept)


def main() -> None:
    """Sign in, and list the accounts that may be used."""
    app_id, secret = os.environ["TIKTOK_APP_ID"], os.environ["TIKTOK_APP_SECRET"]
    state = new_state()
    address = authorize_url(os.environ["TIKTOK_AUTHORIZE_URL"], state=state)
    with HTTPServer(("127.0.0.1", PORT), Callback) as server:
        print("Open", address, flush=True)
        webbrowser.open(address)
        while not Callback.came_back:
            server.handle_request()
    with Client() as client:
        oauth = advertiser_oauth(client, app_id=app_id, secret=secret, changed=keep)
        try:
            oauth.exchange(auth_code(Callback.came_back, state))
        except ValueError as error:  # another state: somebody else may have sent the code
            sys.exit(str(error))
        mine = client.with_options(access_token=oauth.access_token)
        for account in mine.oauth2.advertiser.get(app_id=app_id, secret=secret).data.list:
            print(account.advertiser_id, account.advertiser_name)


if __name__ == "__main__":
    main()
