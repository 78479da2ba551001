#!/usr/bin/python3
"""A real SMTP server (Debian's python3-aiosmtpd) for the tests of integrations/mail.

Prints "ready <port>" once it listens on 127.0.0.1 and ends when its standard input does, so it cannot outlive the test.
Each mail goes to <folder>/<number>.eml as received and, read by Python's own mail parser, to <folder>/<number>.json.
With --script it is no mail server but says the lines of a file: what no well-behaved server would do.
"""

import argparse
import asyncio
import email
import email.header
import email.policy
import email.utils
import json
import logging
import pathlib
import ssl
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


def people(content, header):
    """Names and addresses. By the older parser: up to Python 3.12 the new one puts a blank between two encoded words of a
    name, against RFC 2047, section 6.2."""
    values = email.message_from_bytes(content).get_all(header, [])
    return [[str(email.header.make_header(email.header.decode_header(name))), address]
            for name, address in email.utils.getaddresses(values)]


def parsed(content):
    message = email.message_from_bytes(content, policy=email.policy.default)
    parts = list(message.iter_parts())
    return {
        "headers": [[name, str(value)] for name, value in message.items()],
        "defects": [str(d) for d in message.defects] + [str(d) for h in message.values() for d in h.defects],
        "to": people(content, "To"),
        "from": people(content, "From"),
        "date": message["Date"].datetime.isoformat(),
        "type": message.get_content_type(),
        "parts": [{"type": p.get_content_type(), "charset": p.get_content_charset(),
                   "encoding": p["Content-Transfer-Encoding"], "content": p.get_content().replace("\r\n", "\n")} for p in parts],
    }


class Handler:
    def __init__(self, options):
        self.options = options
        self.number = 0

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if self.options.answer_recipient:
            return self.options.answer_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.number += 1
        record = parsed(envelope.original_content)
        record.update(sender=envelope.mail_from, recipients=envelope.rcpt_tos, encrypted=session.ssl is not None,
                      authenticated=session.authenticated, host_name=session.host_name,
                      login=session.auth_data if isinstance(session.auth_data, str) else "")
        folder = pathlib.Path(self.options.folder)
        (folder / f"{self.number}.eml").write_bytes(envelope.original_content)
        (folder / f"{self.number}.json").write_text(json.dumps(record))
        return self.options.answer_data or "250 Message accepted"


def authenticator(options):
    user, _, password = (options.login or "").partition(":")

    def check(server, session, envelope, mechanism, data):
        good = (isinstance(data, LoginPassword) and data.login.decode() == user and data.password.decode() == password)
        if good:
            return AuthResult(success=True, auth_data=mechanism)
        if options.repeat_password:  # a careless server: says in its reply what it was sent
            return AuthResult(success=False, handled=False, message=f"535 no: {data.password.decode()}")
        return AuthResult(success=False, handled=False)

    return check


async def recite(options, reader, writer):
    """Says the script's lines: the first at once, then one for each line of the client; a line like "250-…" is followed
    by the next without waiting. "#cut" closes, "#wait" is silent from there on, "#drip" says a letter now and then."""
    try:
        for line in pathlib.Path(options.script).read_text().splitlines():
            if line == "#cut":
                break
            if line == "#wait":
                await reader.read()
                break
            while line == "#drip":
                writer.write(b"2")
                await writer.drain()
                await asyncio.sleep(0.05)
            writer.write(line.replace("\\n", "\r\n").encode() + b"\r\n")
            await writer.drain()
            if line[3:4] != "-" and not await reader.readline():
                break
    except ConnectionError:
        pass
    writer.close()


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder")
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--security", choices=["starttls", "tls", "none"], default="none")
    parser.add_argument("--login", help="user:password that is accepted, and required")
    parser.add_argument("--without", action="append", help="a login mechanism not to offer", default=[])
    parser.add_argument("--answer-recipient")
    parser.add_argument("--answer-data")
    parser.add_argument("--repeat-password", action="store_true")
    parser.add_argument("--script")
    parser.add_argument("--read", help="only print what the mail parser makes of a file")
    options = parser.parse_args()

    if options.read:
        print(json.dumps(parsed(pathlib.Path(options.read).read_bytes())))
        return

    context = None
    if options.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate, options.key)
    handler = Handler(options)
    loop = asyncio.get_running_loop()

    def smtp():
        return SMTP(handler, loop=loop, hostname="mail.test.example",
                    tls_context=context if options.security == "starttls" else None,
                    require_starttls=options.security == "starttls", auth_required=bool(options.login),
                    auth_require_tls=False, auth_exclude_mechanism=options.without,
                    authenticator=authenticator(options))

    if options.script:
        server = await asyncio.start_server(lambda r, w: recite(options, r, w), "127.0.0.1", 0)
    else:
        server = await loop.create_server(smtp, "127.0.0.1", 0, ssl=context if options.security == "tls" else None)
    print("ready", server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


# What the client does wrong here on purpose is told by the tests, not by the server.
logging.disable()
warnings.simplefilter("ignore")
asyncio.run(main())
