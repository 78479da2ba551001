"""A mail server for one test: python3 mailbox.py PORT FOLDER. Prints “ready”, then one line of JSON for each mail."""
import email
import email.policy
import json
import sys
import time

from aiosmtpd.controller import Controller


class Mailbox:
    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        parts = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}
        print(json.dumps({
            "to": str(message["To"]), "subject": str(message["Subject"]), "auto": str(message["Auto-Submitted"]),
            "unsubscribe": str(message["List-Unsubscribe"]), "one_click": str(message["List-Unsubscribe-Post"]),
            "text": parts.get("text/plain", ""), "html": parts.get("text/html", ""),
        }), flush=True)
        return "250 taken"


controller = Controller(Mailbox(), hostname="127.0.0.1", port=int(sys.argv[1]))
controller.start()
print("ready", flush=True)
while True:
    time.sleep(60)
