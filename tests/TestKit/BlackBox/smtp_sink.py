"""A real SMTP server on a free loopback port: STARTTLS and a password are required; every mail becomes a line of JSON."""
import asyncio
import email
import email.policy
import json
import re
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Sink:
    refused = set()

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        # Who is called "...gets450" is refused once.
        code = re.search(r"gets(\d{3})@", address)
        if code and address not in self.refused:
            self.refused.add(address)
            return f"{code[1]} not now"
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        parts = [p for p in mail.walk() if not p.is_multipart()]
        print(json.dumps({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "subject": mail["Subject"],
            "headers": {name: str(value) for name, value in mail.items()},
            "hello": session.host_name,
            "extended": session.extended_smtp,
            "secure": session.ssl is not None,
            "login": session.login_data.login.decode() if session.login_data else None,
            "fields": [[name, str(value)] for name, value in mail.items()],
            "parts": [{
                "type": p["Content-Type"],
                "encoding": p["Content-Transfer-Encoding"],
                "others": [n for n in p.keys() if n not in ("Content-Type", "Content-Transfer-Encoding")],
                "text": p.get_content(),
            } for p in parts],
            "texts": {p.get_content_type(): p.get_content() for p in parts},
        }), flush=True)
        return "250 taken"


def authenticate(server, session, envelope, mechanism, auth_data):
    known = (auth_data.login, auth_data.password) == (b"alerts@example.com", b"password")
    return AuthResult(success=known)


async def main(certificate, key):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)

    def protocol():
        # Its LOGIN asks with words that Alertmanager does not know, so PLAIN is all that is offered.
        return SMTP(Sink(), hostname="localhost", tls_context=tls, require_starttls=True,
                    auth_exclude_mechanism=["LOGIN"],
                    authenticator=authenticate, auth_required=True, enable_SMTPUTF8=True)

    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    print(f"listening {server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


asyncio.run(main(sys.argv[1], sys.argv[2]))
