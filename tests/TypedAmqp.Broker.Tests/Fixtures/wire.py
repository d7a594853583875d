"""A few lines of AMQP 0-9-1: enough to say a method to a broker and to hear exactly what it answers, reply codes and failing
methods included. Field values are written with their type letter, ["I", 5], so that a recording says what was on the wire."""
import socket
import struct

METHODS = {
    # name: (class, method, arguments of the request, arguments of the reply)
    "exchange.declare": (40, 10, "h exchange:s type:s passive:b durable:b auto_delete:b internal:b nowait:b arguments:F", ""),
    "exchange.delete": (40, 20, "h exchange:s if_unused:b nowait:b", ""),
    "exchange.bind": (40, 30, "h destination:s source:s routing_key:s nowait:b arguments:F", ""),
    "exchange.unbind": (40, 40, "h destination:s source:s routing_key:s nowait:b arguments:F", ""),
    "queue.declare": (50, 10, "h queue:s passive:b durable:b exclusive:b auto_delete:b nowait:b arguments:F",
                      "queue:s messages:l consumers:l"),
    "queue.bind": (50, 20, "h queue:s exchange:s routing_key:s nowait:b arguments:F", ""),
    "queue.unbind": (50, 50, "h queue:s exchange:s routing_key:s arguments:F", ""),
    "queue.purge": (50, 30, "h queue:s nowait:b", "messages:l"),
    "queue.delete": (50, 40, "h queue:s if_unused:b if_empty:b nowait:b", "messages:l"),
    "basic.consume": (60, 20, "h queue:s consumer_tag:s no_local:b no_ack:b exclusive:b nowait:b arguments:F", "consumer_tag:s"),
    "basic.cancel": (60, 30, "consumer_tag:s nowait:b", "consumer_tag:s"),
    "basic.get": (60, 70, "h queue:s no_ack:b", ""),
}


def octets(text):
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")


def short_string(text):
    return struct.pack(">B", len(octets(text))) + octets(text)


def value(letter, content):
    if letter == "S" or letter == "x":
        return letter.encode() + struct.pack(">I", len(octets(content))) + octets(content)
    if letter == "F":
        return b"F" + table(content)
    if letter == "A":
        items = b"".join(value(*item) for item in content)
        return b"A" + struct.pack(">I", len(items)) + items
    if letter == "D":
        return b"D" + struct.pack(">Bi", *content)
    if letter == "V":
        return b"V"
    code = {"t": "?", "b": "b", "B": "B", "s": "h", "u": "H", "I": "i", "i": "I", "l": "q", "L": "q", "f": "f", "d": "d", "T": "Q"}[letter]
    return letter.encode() + struct.pack(">" + code, content)


def table(content):
    body = b"".join(short_string(name) + value(*typed) for name, typed in content.items())
    return struct.pack(">I", len(body)) + body


def method(class_id, method_id, layout, arguments):
    body, bits, count = struct.pack(">HH", class_id, method_id), 0, 0
    for item in layout.split():
        name, _, kind = item.partition(":")
        given = arguments.get(name)
        if kind == "b":
            bits, count = bits | (bool(given) << count), count + 1
            continue
        if count:
            body, bits, count = body + struct.pack(">B", bits), 0, 0
        if name == "h":
            body += struct.pack(">H", 0)
        elif kind == "s":
            body += short_string(given or "")
        elif kind == "F":
            body += table(given or {})
    return body + (struct.pack(">B", bits) if count else b"")


class Connection:
    def __init__(self, port, host="127.0.0.1", vhost="/", user="guest", password="guest"):
        self.socket = socket.create_connection((host, port))
        self.socket.settimeout(10)
        self.buffer = b""
        self.socket.sendall(b"AMQP\0\0\x09\x01")
        self.expect(0, 10, 10)
        login = b"\0" + user.encode() + b"\0" + password.encode()
        self.send(0, struct.pack(">HH", 10, 11) + table({}) + short_string("PLAIN") + struct.pack(">I", len(login)) + login + short_string("en_US"))
        self.expect(0, 10, 30)
        self.send(0, struct.pack(">HHHIH", 10, 31, 2047, 131072, 0))
        self.send(0, struct.pack(">HH", 10, 40) + short_string(vhost) + b"\0\0")
        self.expect(0, 10, 41)
        self.open_channels = set()

    def frame(self, kind, channel, payload):
        self.socket.sendall(struct.pack(">BHI", kind, channel, len(payload)) + payload + b"\xce")

    def send(self, channel, payload):
        self.frame(1, channel, payload)

    def read(self):
        def more(count):
            while len(self.buffer) < count:
                got = self.socket.recv(65536)
                if not got:
                    raise EOFError
                self.buffer += got
        more(7)
        kind, channel, size = struct.unpack(">BHI", self.buffer[:7])
        more(8 + size)
        payload, self.buffer = self.buffer[7:7 + size], self.buffer[8 + size:]
        return kind, channel, payload

    def expect(self, channel, class_id, method_id):
        kind, on, payload = self.read()
        assert (kind, on) == (1, channel) and struct.unpack(">HH", payload[:4]) == (class_id, method_id), (kind, on, payload)
        return payload[4:]

    def ensure(self, channel):
        if channel not in self.open_channels:
            self.send(channel, struct.pack(">HH", 20, 10) + b"\0")
            self.expect(channel, 20, 11)
            self.open_channels.add(channel)

    def say(self, channel, name, arguments):
        """Says one method and returns what came back: {"ok": {...}} or {"close": "channel" or "connection", "code", "text", "method"}."""
        class_id, method_id, layout, reply = METHODS[name]
        self.ensure(channel)
        self.send(channel, method(class_id, method_id, layout, arguments))
        return self.hear(channel, reply)

    def publish(self, channel, exchange, routing_key, headers=None, mandatory=True, body=b"x"):
        """Publishes and returns where it went: {"ok": {"returned": ...}}, or the close. A passive declare behind it is the fence."""
        self.ensure(channel)
        self.send(channel, struct.pack(">HHH", 60, 40, 0) + short_string(exchange) + short_string(routing_key) + (b"\1" if mandatory else b"\0"))
        flags = 0x2000 if headers is not None else 0
        self.frame(2, channel, struct.pack(">HHQH", 60, 0, len(body), flags) + (table(headers) if headers is not None else b""))
        self.frame(3, channel, body)
        self.send(channel, method(40, 10, METHODS["exchange.declare"][2], {"exchange": "amq.direct", "passive": True}))
        return self.hear(channel, "")

    def hear(self, channel, reply):
        returned = False
        while True:
            kind, on, payload = self.read()
            if kind != 1:
                continue
            class_id, method_id = struct.unpack(">HH", payload[:4])
            if (class_id, method_id) in ((20, 40), (10, 50)):
                code, length = struct.unpack(">HB", payload[4:7])
                text = payload[7:7 + length].decode("utf-8", "surrogateescape")
                failing = list(struct.unpack(">HH", payload[7 + length:11 + length]))
                self.send(on, struct.pack(">HH", class_id, method_id + 1))
                self.open_channels.discard(channel)
                if class_id == 10:
                    self.socket.close()
                return {"close": "connection" if class_id == 10 else "channel", "code": code, "text": text, "method": failing}
            if (class_id, method_id) == (60, 50):
                returned = True
                continue
            if (class_id, method_id) in ((60, 60), (60, 30)):   # a delivery, or the broker cancels a consumer
                continue
            if returned:
                return {"returned": True}
            return {"ok": self.values(payload[4:], reply)}

    @staticmethod
    def values(payload, layout):
        result = {}
        for item in layout.split():
            name, _, kind = item.partition(":")
            if kind == "s":
                result[name] = payload[1:1 + payload[0]].decode("utf-8", "surrogateescape")
                payload = payload[1 + payload[0]:]
            else:
                result[name] = struct.unpack(">I", payload[:4])[0]
                payload = payload[4:]
        return result

    def drain(self, channel, queue):
        """Every body that waits in a queue."""
        bodies = []
        self.ensure(channel)
        while True:
            self.send(channel, method(60, 70, METHODS["basic.get"][2], {"queue": queue, "no_ack": True}))
            _, _, payload = self.read()
            if struct.unpack(">HH", payload[:4]) == (60, 72):
                return bodies
            self.read()
            bodies.append(self.read()[2])

    def close(self):
        try:
            self.send(0, struct.pack(">HH", 10, 50) + struct.pack(">HBHH", 200, 0, 0, 0))
            while self.read()[2][:4] != struct.pack(">HH", 10, 51):
                pass
        except OSError:
            pass
        except EOFError:
            pass
        self.socket.close()
