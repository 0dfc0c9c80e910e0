#!/usr/bin/python3
"""Answers with a token for whoever the web server has signed in: a CGI program without libraries."""

import base64
import hashlib
import hmac
import json
import os
import time


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(address):
    """A JSON Web Token, which the Livename server takes for five minutes."""
    with open(os.environ["LIVENAME_KEY"], encoding="ascii") as file:
        text = file.read().strip()
    key = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    claims = {
        "iss": os.environ["LIVENAME_ISSUER"],
        "aud": "livename",
        "sub": address,
        "exp": int(time.time()) + 300,
    }
    signed = ".".join(encode(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
    return signed + "." + encode(hmac.new(key, signed.encode(), hashlib.sha256).digest())


def main():
    # From the web server alone: what comes from outside arrives as HTTP_….
    user = os.environ.get("REMOTE_USER", "")
    domain = os.environ.get("LIVENAME_DOMAIN", "")
    address = user if "@" in user or not user else f"{user}@{domain}"
    print("Content-Type: text/plain")
    print("Cache-Control: no-store")
    if not address:
        # Not 401: browsers would write it on the console of each page.
        print("Status: 204 No Content")
        print()
        return
    print()
    print(token(address))


main()
