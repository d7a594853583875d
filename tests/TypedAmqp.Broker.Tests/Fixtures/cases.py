"""The cases that record.py says to a broker: a name, and steps of connection and channel, method and arguments."""

CASES = []


def case(name, *steps):
    CASES.append({"name": name, "steps": [[step[0], step[1], step[2] if len(step) > 2 else {}] for step in steps]})


def ex(where, name, kind="direct", **more):
    return (where, "exchange.declare", dict({"exchange": name, "type": kind}, **more))


def qu(where, name="", **more):
    return (where, "queue.declare", dict({"queue": name}, **more))


def qdel(where, name, **more):
    return (where, "queue.delete", dict({"queue": name}, **more))


def xdel(where, name, **more):
    return (where, "exchange.delete", dict({"exchange": name}, **more))


def qbind(where, queue, exchange, key="", **more):
    return (where, "queue.bind", dict({"queue": queue, "exchange": exchange, "routing_key": key}, **more))


def qunbind(where, queue, exchange, key="", **more):
    return (where, "queue.unbind", dict({"queue": queue, "exchange": exchange, "routing_key": key}, **more))


def xbind(where, destination, source, key="", **more):
    return (where, "exchange.bind", dict({"destination": destination, "source": source, "routing_key": key}, **more))


def xunbind(where, destination, source, key="", **more):
    return (where, "exchange.unbind", dict({"destination": destination, "source": source, "routing_key": key}, **more))


def pub(where, exchange, key="", headers=None):
    return (where, "publish", {"exchange": exchange, "routing_key": key, "headers": headers} if headers is not None
            else {"exchange": exchange, "routing_key": key})


def consume(where, queue, tag="t", **more):
    return (where, "basic.consume", dict({"queue": queue, "consumer_tag": tag}, **more))


def cancel(where, tag="t"):
    return (where, "basic.cancel", {"consumer_tag": tag})


# Exchanges: declaring twice, and differently.
case("exchange: the same twice", ex("a1", "x"), ex("a1", "x"))
case("exchange: another type", ex("a1", "x"), ex("a1", "x", "fanout"))
case("exchange: durable received, current transient", ex("a1", "x"), ex("a1", "x", durable=True))
case("exchange: transient received, current durable", ex("a1", "x", durable=True), ex("a1", "x"))
case("exchange: auto-delete differs", ex("a1", "x"), ex("a1", "x", auto_delete=True))
case("exchange: internal differs", ex("a1", "x"), ex("a1", "x", internal=True))
case("exchange: type before durable", ex("a1", "x"), ex("a1", "x", "topic", durable=True, auto_delete=True))
case("exchange: durable before auto-delete", ex("a1", "x"), ex("a1", "x", durable=True, auto_delete=True, internal=True))
case("exchange: alternate differs", ex("a1", "x", arguments={"alternate-exchange": ["S", "one"]}), ex("a1", "x", arguments={"alternate-exchange": ["S", "two"]}))
case("exchange: alternate not given again", ex("a1", "x", arguments={"alternate-exchange": ["S", "one"]}), ex("a1", "x"))
case("exchange: alternate given later", ex("a1", "x"), ex("a1", "x", arguments={"alternate-exchange": ["S", "one"]}))
case("exchange: alternate twice the same", ex("a1", "x", arguments={"alternate-exchange": ["S", "one"]}), ex("a1", "x", arguments={"alternate-exchange": ["S", "one"]}))
case("exchange: alternate of a wrong type", ex("a1", "x", arguments={"alternate-exchange": ["I", 5]}))
case("exchange: unknown argument differs", ex("a1", "x", arguments={"x-foo": ["I", 5]}), ex("a1", "x", arguments={"x-foo": ["I", 6]}), ex("a1", "x"))
case("exchange: unknown type", ex("a1", "x", "wonderful"))
case("exchange: unknown type that is an atom", ex("a1", "x", "node"))
case("exchange: empty type", ex("a1", "x", ""))
case("exchange: unknown type of one that exists", ex("a1", "x"), ex("a1", "x", "wonderful"))
case("exchange: passive with another type", ex("a1", "x"), ex("a1", "x", "fanout", passive=True, durable=True))
case("exchange: passive with an unknown type", ex("a1", "x"), ex("a1", "x", "wonderful", passive=True))
case("exchange: passive, missing", ex("a1", "x", passive=True))
case("exchange: passive default", ex("a1", "", passive=True))
case("exchange: the default declared", ex("a1", ""))
case("exchange: the default declared as fanout", ex("a1", "", "fanout", durable=True))
case("exchange: reserved", ex("a1", "amq.own"))
case("exchange: reserved prefix alone", ex("a1", "amq."))
case("exchange: amq without a dot", ex("a1", "amq"), ex("a1", "amqx"), ex("a1", "AMQ.x"))
case("exchange: reserved and unknown type", ex("a1", "amq.own", "wonderful"))
case("exchange: a pre-declared one, the same", ex("a1", "amq.direct", durable=True), ex("a1", "amq.topic", "topic", durable=True))
case("exchange: a pre-declared one, other", ex("a1", "amq.direct"), ex("a1", "amq.fanout", "direct", durable=True))
case("exchange: the pre-declared", *[ex("a1", name, kind, durable=True) for name, kind in (("amq.direct", "direct"), ("amq.fanout", "fanout"),
     ("amq.topic", "topic"), ("amq.headers", "headers"), ("amq.match", "headers"))], ex("a1", "amq.rabbitmq.trace", "topic", durable=True, internal=True))
case("exchange: the trace exchange is internal", ex("a1", "amq.rabbitmq.trace", "topic", durable=True), ex("a1", "amq.rabbitmq.log", passive=True))
case("exchange: name of 255 octets", ex("a1", "n" * 255), ex("a1", "n" * 255, passive=True))
case("exchange: line breaks in the name", ex("a1", "x\r\ny"), ex("a1", "xy", passive=True), ex("a1", "\n\r"), pub("a1", "xy\n", "k"), xdel("a1", "x\ny"), ex("a1", "xy", passive=True))
case("exchange: other odd names", ex("a1", "x\t y\u0001\u0000 \u00e4\u20ac"), ex("a1", "x\t y\u0001\u0000 \u00e4\u20ac", "fanout"))
case("exchange: type with line break", ex("a1", "x", "direct\n"))

# Exchanges: deleting.
case("exchange delete: missing", xdel("a1", "none"), xdel("a1", "none", if_unused=True))
case("exchange delete: default", xdel("a1", ""))
case("exchange delete: reserved", xdel("a1", "amq.direct"))
case("exchange delete: reserved, missing", xdel("a1", "amq.none"))
case("exchange delete: if-unused, bound to a queue", ex("a1", "x"), qu("a1", "q"), qbind("a1", "q", "x", "k"), xdel("a1", "x", if_unused=True), qunbind("a1", "q", "x", "k"), xdel("a1", "x", if_unused=True), ex("a1", "x", passive=True))
case("exchange delete: if-unused as a destination only", ex("a1", "x"), ex("a1", "y"), xbind("a1", "y", "x", "k"), xdel("a1", "y", if_unused=True), ex("a1", "y", passive=True))
case("exchange delete: takes its bindings along", ex("a1", "x"), qu("a1", "q"), qbind("a1", "q", "x", "k"), xdel("a1", "x"), ex("a1", "x"), pub("a1", "x", "k"))
case("exchange delete: as a destination", ex("a1", "x"), ex("a1", "y", "fanout"), qu("a1", "q"), qbind("a1", "q", "y"), xbind("a1", "y", "x", "k"), pub("a1", "x", "k"), xdel("a1", "y"), pub("a1", "x", "k"), ex("a1", "y", "fanout"), pub("a1", "x", "k"))

# Auto-delete exchanges.
case("exchange auto-delete: the last queue binding goes", ex("a1", "x", auto_delete=True), qu("a1", "q"), qbind("a1", "q", "x", "k"), qbind("a1", "q", "x", "l"), qunbind("a1", "q", "x", "k"), ex("a1", "x", passive=True), qunbind("a1", "q", "x", "l"), ex("a1", "x", passive=True))
case("exchange auto-delete: never bound", ex("a1", "x", auto_delete=True), qu("a1", "q"), qunbind("a1", "q", "x", "k"), ex("a1", "x", passive=True))
case("exchange auto-delete: the queue goes", ex("a1", "x", auto_delete=True), qu("a1", "q"), qbind("a1", "q", "x", "k"), qdel("a1", "q"), ex("a1", "x", passive=True))
case("exchange auto-delete: exclusive queue goes with its connection", ex("b1", "x", auto_delete=True), qu("a1", "q", exclusive=True), qbind("a1", "q", "x", "k"), ("a1", "close"), ("b1", "settle"), ex("b1", "x", passive=True), qu("b1", "q", passive=True))
case("exchange auto-delete: as a destination stays", ex("a1", "x"), ex("a1", "y", auto_delete=True), xbind("a1", "y", "x"), xunbind("a1", "y", "x"), ex("a1", "y", passive=True))
case("exchange auto-delete: as a source of an exchange goes", ex("a1", "x", auto_delete=True), ex("a1", "y"), xbind("a1", "y", "x"), xunbind("a1", "y", "x"), ex("a1", "x", passive=True))
case("exchange auto-delete: the destination exchange goes", ex("a1", "x", auto_delete=True), ex("a1", "y"), xbind("a1", "y", "x"), xdel("a1", "y"), ex("a1", "x", passive=True))
case("exchange auto-delete: a chain", ex("a1", "x", auto_delete=True), ex("a1", "y", auto_delete=True), qu("a1", "q"), xbind("a1", "y", "x"), qbind("a1", "q", "y"), qdel("a1", "q"), ex("a1", "y", passive=True), ex("a1", "x", passive=True))
case("exchange auto-delete: bound to itself", ex("a1", "x", auto_delete=True), xbind("a1", "x", "x"), xunbind("a1", "x", "x"), ex("a1", "x", passive=True))

# Internal exchanges.
case("internal: publish", ex("a1", "x", internal=True), pub("a1", "x", "k"))
case("internal: through another", ex("a1", "x"), ex("a1", "y", "fanout", internal=True), qu("a1", "q"), qbind("a1", "q", "y"), xbind("a1", "y", "x", "k"), pub("a1", "x", "k"), pub("a1", "x", "other"))
case("publish: missing exchange", pub("a1", "none", "k"))
case("publish: to the trace exchange", pub("a1", "amq.rabbitmq.trace", "k"))

# Queues: declaring twice, and differently.
case("queue: the same twice", qu("a1", "q"), qu("a1", "q"))
case("queue: durable received, current transient", qu("a1", "q"), qu("a1", "q", durable=True))
case("queue: transient received, current durable", qu("a1", "q", durable=True), qu("a1", "q"))
case("queue: auto-delete differs", qu("a1", "q"), qu("a1", "q", auto_delete=True))
case("queue: exclusive received, current not", qu("a1", "q"), qu("a1", "q", exclusive=True))
case("queue: exclusive current, received not", qu("a1", "q", exclusive=True), qu("a1", "q"))
case("queue: durable before auto-delete", qu("a1", "q"), qu("a1", "q", durable=True, auto_delete=True, exclusive=True))
case("queue: auto-delete before exclusive", qu("a1", "q"), qu("a1", "q", auto_delete=True, exclusive=True))
case("queue: exclusive before arguments", qu("a1", "q"), qu("a1", "q", exclusive=True, arguments={"x-message-ttl": ["I", 5]}))
case("queue: durable and exclusive", qu("a1", "q", durable=True, exclusive=True), qu("a1", "q", durable=True, exclusive=True))
case("queue: exclusive of another connection", qu("a1", "q", exclusive=True), qu("b1", "q"))
case("queue: exclusive of another connection, the same", qu("a1", "q", exclusive=True), qu("b1", "q", exclusive=True))
case("queue: exclusive of another connection, passive", qu("a1", "q", exclusive=True), qu("b1", "q", passive=True))
case("queue: exclusive of another connection, differing", qu("a1", "q", exclusive=True), qu("b1", "q", durable=True))
case("queue: exclusive of another connection, used", qu("a1", "q", exclusive=True), qbind("b1", "q", "amq.direct", "k"), qunbind("b1", "q", "amq.direct", "k"), ("b1", "queue.purge", {"queue": "q"}), qdel("b1", "q"), consume("b1", "q"), ("b1", "basic.get", {"queue": "q"}), pub("b1", "", "q"))
case("queue: exclusive on another channel of its connection", qu("a1", "q", exclusive=True), qu("a2", "q", exclusive=True), qdel("a2", "q"))
case("queue: exclusive goes with its connection", qu("a1", "q", exclusive=True), ("a1", "close"), ("b1", "settle"), qu("b1", "q", passive=True))
case("queue: passive, missing", qu("a1", "q", passive=True))
case("queue: passive, all else differs", qu("a1", "q"), qu("a1", "q", passive=True, durable=True, exclusive=True, auto_delete=True, arguments={"x-message-ttl": ["I", 5]}))
case("queue: passive counts", qu("a1", "q"), pub("a1", "", "q"), pub("a1", "", "q"), qu("a1", "q", passive=True), qu("a1", "q"), consume("a2", "q"), qu("a1", "q", passive=True))
case("queue: reserved", qu("a1", "amq.own"))
case("queue: reserved gen", qu("a1", "amq.gen-abc"))
case("queue: reserved, passive and missing", qu("a1", "amq.own", passive=True))
case("queue: name of 255 octets", qu("a1", "n" * 255), qu("a1", "n" * 255, passive=True))
case("queue: server-named", qu("a1", ""), qu("a1", "", exclusive=True, auto_delete=True))
case("queue: the last declared", qu("a1", "q"), qbind("a1", "", "amq.direct", ""), pub("a1", "amq.direct", "q"), pub("a1", "amq.direct", ""), qdel("a1", ""), qu("a1", "q", passive=True))
case("queue: the last declared, with a key", qu("a1", "q"), qbind("a1", "", "amq.direct", "k"), pub("a1", "amq.direct", "k"), pub("a1", "amq.direct", "q"), qunbind("a1", "", "amq.direct", "k"), pub("a1", "amq.direct", "k"))
case("queue: no last declared: bind", qbind("a1", "", "amq.direct", "k"))
case("queue: no last declared: unbind", qunbind("a1", "", "amq.direct", "k"))
case("queue: no last declared: delete", qdel("a1", ""))
case("queue: no last declared: purge", ("a1", "queue.purge", {"queue": ""}))
case("queue: no last declared: passive", qu("a1", "", passive=True))
case("queue: no last declared: consume", consume("a1", ""))
case("queue: line breaks in the name", qu("a1", "q\r\nr"), qu("a1", "qr", passive=True), pub("a1", "", "qr"), pub("a1", "", "q\r\nr"), qbind("a1", "q\nr", "amq.\ndirect", "k\n"), pub("a1", "amq.direct", "k\n"), pub("a1", "amq.direct", "k"), ("a1", "queue.purge", {"queue": "\nqr"}), qdel("a1", "qr\r"), qu("a1", "qr", passive=True))
case("queue: line breaks, passive", qu("a1", "q"), qu("a1", "q\n", passive=True), ex("a1", "x"), ex("a1", "x\n", passive=True))
case("queue: line breaks, used", qu("a1", "q"), consume("a1", "q\n"), ("a1", "basic.get", {"queue": "q\n"}), qunbind("a1", "q\n", "amq.direct\n", "k"))
case("queue: line breaks, unbound", qu("a1", "q"), qbind("a1", "q", "amq.direct", "k"), qunbind("a1", "q\n", "amq.direct\r", "k"), pub("a1", "amq.direct", "k"))
case("exchange: line breaks, bound", ex("a1", "x"), ex("a1", "y"), xbind("a1", "x\n", "y\r", "k"), xunbind("a1", "\nx", "\ny", "k"), xdel("a1", "y", if_unused=True), xbind("a1", "x", "\n", "k"))
case("queue: last declared is one that was deleted", qu("a1", "q"), qdel("a1", "q"), qbind("a1", "", "amq.direct", "k"))
case("queue: last declared by passive", qu("a1", "q"), qu("a1", "r"), qu("a1", "q", passive=True), qdel("a1", ""), qu("a1", "r", passive=True), qu("a1", "q", passive=True))
case("queue: exclusive of another connection, a binding of it", qu("a1", "q", exclusive=True), qbind("a1", "q", "amq.direct", "k"), qunbind("b1", "q", "amq.direct", "k"), pub("b1", "amq.direct", "k"), ("b1", "queue.purge", {"queue": "q"}), qbind("b1", "q", "amq.headers", "", arguments={"x-match": ["S", "odd"]}))
case("queue: delete exclusive of another connection, conditions", qu("a1", "q", exclusive=True), pub("a1", "", "q"), qdel("b1", "q", if_empty=True))
case("queue: a name of line breaks alone", qu("a1", "\r\n"))
case("queue: odd names in texts", qu("a1", "q\t\u0001 \u00e4'\u20ac"), qu("a1", "q\t\u0001 \u00e4'\u20ac", durable=True))
case("queue: text longer than a short string", qu("a1", "n" * 250), qu("a1", "n" * 250, durable=True))
case("queue: text longer than a short string, two octets a letter", qu("a1", "\u00e4" * 120), qu("a1", "\u00e4" * 120, durable=True))

# Queues: arguments.
for name, given in (("x-message-ttl", ["I", 60000]), ("x-expires", ["I", 60000]), ("x-max-length", ["I", 10]), ("x-max-length-bytes", ["I", 1000]),
                    ("x-dead-letter-exchange", ["S", "dlx"]), ("x-dead-letter-routing-key", ["S", "k"]), ("x-max-priority", ["I", 5]),
                    ("x-overflow", ["S", "reject-publish"]), ("x-queue-mode", ["S", "lazy"]), ("x-single-active-consumer", ["t", True]),
                    ("x-queue-type", ["S", "classic"]), ("x-queue-type", ["S", "quorum"]), ("x-queue-type", ["S", "stream"]), ("x-queue-type", ["S", "odd"]), ("x-queue-type", ["I", 5]),
                    ("x-message-ttl", ["S", "5"]), ("x-message-ttl", ["I", -1]), ("x-message-ttl", ["d", 5.0]), ("x-message-ttl", ["l", 4294967296]), ("x-expires", ["I", 0]), ("x-max-length", ["I", -1]), ("x-max-priority", ["I", 256]), ("x-max-priority", ["I", -1]),
                    ("x-delivery-limit", ["I", 5]), ("x-queue-leader-locator", ["S", "client-local"]), ("x-queue-version", ["I", 2]), ("x-queue-master-locator", ["S", "min-masters"]), ("x-max-age", ["S", "1D"]),
                    ("x-overflow", ["S", "odd"]), ("x-queue-mode", ["S", "odd"]), ("x-single-active-consumer", ["S", "yes"]), ("x-dead-letter-exchange", ["I", 5]), ("x-dead-letter-strategy", ["S", "at-least-once"]), ("x-quorum-initial-group-size", ["I", 1]), ("x-max-in-memory-length", ["I", 1]), ("x-initial-cluster-size", ["I", 1]), ("x-stream-max-segment-size-bytes", ["I", 1]),
                    ("x-foo", ["S", "bar"]), ("foo", ["I", 1])):
    case("queue argument: %s %s %s" % (name, given[0], given[1]), qu("a1", "q", durable=True, arguments={name: given}), qu("a1", "q", durable=True))
for name, given in (("x-message-ttl", ["I", 60000]), ("x-expires", ["I", 60000]), ("x-dead-letter-exchange", ["S", "dlx"]), ("x-delivery-limit", ["I", 5]), ("x-delivery-limit", ["I", -1]), ("x-delivery-limit", ["S", "5"]), ("x-max-length", ["I", 10]), ("x-overflow", ["S", "reject-publish"]), ("x-overflow", ["S", "reject-publish-dlx"]),
                    ("x-single-active-consumer", ["t", True]), ("x-max-priority", ["I", 5]), ("x-queue-mode", ["S", "lazy"]), ("x-quorum-initial-group-size", ["I", 1]), ("x-dead-letter-strategy", ["S", "at-least-once"]), ("x-foo", ["S", "bar"])):
    case("quorum argument: %s %s %s" % (name, given[0], given[1]), qu("a1", "q", durable=True, arguments={"x-queue-type": ["S", "quorum"], name: given}), qu("a1", "q", durable=True, arguments={"x-queue-type": ["S", "quorum"]}))
case("quorum: transient", qu("a1", "q", arguments={"x-queue-type": ["S", "quorum"]}))
case("quorum: exclusive", qu("a1", "q", durable=True, exclusive=True, arguments={"x-queue-type": ["S", "quorum"]}))
case("quorum: auto-delete", qu("a1", "q", durable=True, auto_delete=True, arguments={"x-queue-type": ["S", "quorum"]}))
case("quorum: server-named", qu("a1", "", durable=True, arguments={"x-queue-type": ["S", "quorum"]}))
case("queue: dead-letter key without an exchange", qu("a1", "q", arguments={"x-dead-letter-routing-key": ["S", "k"]}))
case("queue: argument of another integer type", qu("a1", "q", arguments={"x-message-ttl": ["I", 60000]}), qu("a1", "q", arguments={"x-message-ttl": ["l", 60000]}), qu("a1", "q", arguments={"x-message-ttl": ["I", 60001]}))
case("queue: dead-letter exchange differs", qu("a1", "q", arguments={"x-dead-letter-exchange": ["S", "one"]}), qu("a1", "q", arguments={"x-dead-letter-exchange": ["S", "two"]}))
case("queue: dead-letter exchange not given again", qu("a1", "q", arguments={"x-dead-letter-exchange": ["S", "one"]}), qu("a1", "q"))
case("queue: dead-letter exchange given later", qu("a1", "q"), qu("a1", "q", arguments={"x-dead-letter-exchange": ["S", "one"]}))
case("queue: several arguments differ", qu("a1", "q", arguments={"x-message-ttl": ["I", 1], "x-expires": ["I", 100000]}), qu("a1", "q", arguments={"x-message-ttl": ["I", 2], "x-expires": ["I", 200000]}))
case("queue: unknown arguments do not count", qu("a1", "q", arguments={"x-foo": ["I", 1]}), qu("a1", "q", arguments={"x-foo": ["I", 2]}), qu("a1", "q"))
case("queue: classic given and not", qu("a1", "q", arguments={"x-queue-type": ["S", "classic"]}), qu("a1", "q"), qu("a1", "q", arguments={"x-queue-type": ["S", "classic"]}))
case("queue: classic given later", qu("a1", "q"), qu("a1", "q", arguments={"x-queue-type": ["S", "classic"]}))
case("queue: single active differs", qu("a1", "q", arguments={"x-single-active-consumer": ["t", True]}), qu("a1", "q", arguments={"x-single-active-consumer": ["t", False]}))

# Queues: deleting.
case("queue delete: missing", qdel("a1", "none"), qdel("a1", "none", if_unused=True, if_empty=True))
case("queue delete: if-empty", qu("a1", "q"), pub("a1", "", "q"), qdel("a1", "q", if_empty=True), qdel("a1", "q"))
case("queue delete: if-unused", qu("a1", "q"), consume("a2", "q"), qdel("a1", "q", if_unused=True), qdel("a1", "q"))
case("queue delete: in use before not empty", qu("a1", "q"), consume("a2", "q", no_ack=False), pub("a1", "", "q"), pub("a1", "", "q"), qdel("a1", "q", if_unused=True, if_empty=True), qdel("a1", "q", if_empty=True))
case("queue delete: reserved, missing", qdel("a1", "amq.none"))
case("queue purge: missing", ("a1", "queue.purge", {"queue": "none"}))
case("queue purge: counts", qu("a1", "q"), pub("a1", "", "q"), pub("a1", "", "q"), ("a1", "queue.purge", {"queue": "q"}), qu("a1", "q", passive=True))
case("queue auto-delete: the last consumer goes", qu("a1", "q", auto_delete=True), consume("a1", "q", "s"), consume("a1", "q", "t"), cancel("a1", "s"), qu("a1", "q", passive=True), cancel("a1", "t"), ("a1", "settle"), qu("a1", "q", passive=True))
case("queue auto-delete: never consumed", qu("a1", "q", auto_delete=True), ("a1", "close"), ("b1", "settle"), qu("b1", "q", passive=True))
case("queue auto-delete: the consumer's connection goes", qu("a1", "q", auto_delete=True), consume("b1", "q"), ("b1", "close"), ("a1", "settle"), qu("a1", "q", passive=True))

# Bindings.
case("bind: missing exchange", qu("a1", "q"), qbind("a1", "q", "none", "k"))
case("bind: missing queue", qbind("a1", "none", "amq.direct", "k"))
case("bind: both missing", qbind("a1", "none", "none", "k"))
case("bind: to the default exchange", qu("a1", "q"), qbind("a1", "q", "", "q"))
case("bind: to the default exchange, missing queue", qbind("a1", "none", "", "q"))
case("bind: to the default exchange, other key", qu("a1", "q"), qbind("a1", "q", "", "k"))
case("unbind: from the default exchange", qu("a1", "q"), qunbind("a1", "q", "", "q"))
case("unbind: missing binding", qu("a1", "q"), qunbind("a1", "q", "amq.direct", "k"))
case("unbind: missing exchange", qu("a1", "q"), qunbind("a1", "q", "none", "k"))
case("unbind: missing queue", qunbind("a1", "none", "amq.direct", "k"))
case("unbind: both missing", qunbind("a1", "none", "none", "k"))
case("bind: to a reserved exchange", qu("a1", "q"), qbind("a1", "q", "amq.rabbitmq.trace", "k"))
case("bind: to an internal exchange", qu("a1", "q"), ex("a1", "x", internal=True), qbind("a1", "q", "x", "k"))
case("bind: twice, unbound once", qu("a1", "q"), qbind("a1", "q", "amq.direct", "k"), qbind("a1", "q", "amq.direct", "k"), pub("a1", "amq.direct", "k"), qu("a1", "q", passive=True), qunbind("a1", "q", "amq.direct", "k"), pub("a1", "amq.direct", "k"))
case("bind: arguments are part of it", qu("a1", "q"), qbind("a1", "q", "amq.direct", "k", arguments={"a": ["I", 1]}), qbind("a1", "q", "amq.direct", "k"), pub("a1", "amq.direct", "k"), qu("a1", "q", passive=True), qunbind("a1", "q", "amq.direct", "k"), pub("a1", "amq.direct", "k"), qunbind("a1", "q", "amq.direct", "k", arguments={"a": ["I", 2]}), pub("a1", "amq.direct", "k"), qunbind("a1", "q", "amq.direct", "k", arguments={"a": ["I", 1]}), pub("a1", "amq.direct", "k"))
case("bind: arguments of another integer type", qu("a1", "q"), qbind("a1", "q", "amq.direct", "k", arguments={"a": ["I", 1]}), qunbind("a1", "q", "amq.direct", "k", arguments={"a": ["l", 1]}), pub("a1", "amq.direct", "k"))
case("bind: arguments of text and octets", qu("a1", "q"), qbind("a1", "q", "amq.direct", "k", arguments={"a": ["S", "1"]}), qunbind("a1", "q", "amq.direct", "k", arguments={"a": ["x", "1"]}), pub("a1", "amq.direct", "k"))
case("bind: arguments in another order", qu("a1", "q"), qbind("a1", "q", "amq.direct", "k", arguments={"a": ["I", 1], "b": ["I", 2]}), qunbind("a1", "q", "amq.direct", "k", arguments={"b": ["I", 2], "a": ["I", 1]}), pub("a1", "amq.direct", "k"))
case("bind: fanout ignores the key", ex("a1", "x", "fanout"), qu("a1", "q"), qbind("a1", "q", "x", "k"), qbind("a1", "q", "x", "l"), pub("a1", "x", "other"), qu("a1", "q", passive=True), qunbind("a1", "q", "x", "k"), pub("a1", "x"), qunbind("a1", "q", "x", "l"), pub("a1", "x"))
case("bind: headers, wrong x-match", qu("a1", "q"), qbind("a1", "q", "amq.headers", "", arguments={"x-match": ["S", "some"]}))
case("bind: headers, x-match of another type", qu("a1", "q"), qbind("a1", "q", "amq.headers", "", arguments={"x-match": ["I", 1]}))
case("bind: headers, all forms of x-match", qu("a1", "q"), *[qbind("a1", "q", "amq.headers", "", arguments={"x-match": ["S", match]}) for match in ("all", "any", "all-with-x", "any-with-x")])
case("exchange bind: missing source", ex("a1", "y"), xbind("a1", "y", "none", "k"))
case("exchange bind: missing destination", ex("a1", "x"), xbind("a1", "none", "x", "k"))
case("exchange bind: both missing", xbind("a1", "none", "nowhere", "k"))
case("exchange bind: default source", ex("a1", "x"), xbind("a1", "x", "", "k"))
case("exchange bind: default destination", ex("a1", "x"), xbind("a1", "", "x", "k"))
case("exchange bind: both default", xbind("a1", "", "", "k"))
case("exchange unbind: default source", ex("a1", "x"), xunbind("a1", "x", "", "k"))
case("exchange unbind: missing source", ex("a1", "y"), xunbind("a1", "y", "none", "k"))
case("exchange unbind: missing destination", ex("a1", "x"), xunbind("a1", "none", "x", "k"))
case("exchange unbind: missing binding", ex("a1", "x"), ex("a1", "y"), xunbind("a1", "y", "x", "k"))
case("exchange bind: a circle", ex("a1", "x", "fanout"), ex("a1", "y", "fanout"), qu("a1", "q"), xbind("a1", "y", "x"), xbind("a1", "x", "y"), qbind("a1", "q", "x"), pub("a1", "y"), qu("a1", "q", passive=True), pub("a1", "x"), qu("a1", "q", passive=True))
case("exchange bind: to itself", ex("a1", "x", "fanout"), xbind("a1", "x", "x"), qu("a1", "q"), qbind("a1", "q", "x"), pub("a1", "x"), qu("a1", "q", passive=True))
case("exchange bind: two ways to one queue", ex("a1", "x", "fanout"), ex("a1", "y", "fanout"), ex("a1", "z", "fanout"), qu("a1", "q"), xbind("a1", "y", "x"), xbind("a1", "z", "x"), qbind("a1", "q", "y"), qbind("a1", "q", "z"), qbind("a1", "q", "x"), pub("a1", "x"), qu("a1", "q", passive=True))
case("bind: exchange and queue of one name", ex("a1", "n", "fanout"), ex("a1", "x", "fanout"), qu("a1", "n"), xbind("a1", "n", "x"), pub("a1", "x"), qbind("a1", "n", "x"), pub("a1", "x"), xunbind("a1", "n", "x"), pub("a1", "x"), qu("a1", "n", passive=True))

# The default exchange and the alternates.
case("default exchange: by name", qu("a1", "q"), pub("a1", "", "q"), pub("a1", "", "none"), qu("a1", "q", passive=True))
case("alternate: unroutable goes there", ex("a1", "x", arguments={"alternate-exchange": ["S", "ae"]}), ex("a1", "ae", "fanout"), qu("a1", "q"), qbind("a1", "q", "ae"), pub("a1", "x", "k"), qu("a1", "q", passive=True))
case("alternate: routable does not", ex("a1", "x", arguments={"alternate-exchange": ["S", "ae"]}), ex("a1", "ae", "fanout"), qu("a1", "q"), qu("a1", "r"), qbind("a1", "q", "ae"), qbind("a1", "r", "x", "k"), pub("a1", "x", "k"), qu("a1", "q", passive=True))
case("alternate: missing", ex("a1", "x", arguments={"alternate-exchange": ["S", "ae"]}), pub("a1", "x", "k"), ex("a1", "ae", "fanout"), qu("a1", "q"), qbind("a1", "q", "ae"), pub("a1", "x", "k"))
case("alternate: a chain and a circle", ex("a1", "x", arguments={"alternate-exchange": ["S", "y"]}), ex("a1", "y", arguments={"alternate-exchange": ["S", "x"]}), pub("a1", "x", "k"), qu("a1", "q"), qbind("a1", "q", "y", "k"), pub("a1", "x", "k"), pub("a1", "y", "j"))
case("alternate: itself", ex("a1", "x", arguments={"alternate-exchange": ["S", "x"]}), pub("a1", "x", "k"))
case("alternate: the default exchange", ex("a1", "x", arguments={"alternate-exchange": ["S", ""]}), qu("a1", "q"), pub("a1", "x", "q"))
case("alternate: of an exchange reached by a binding", ex("a1", "x", "fanout"), ex("a1", "y", arguments={"alternate-exchange": ["S", "ae"]}), ex("a1", "ae", "fanout"), qu("a1", "q"), qu("a1", "r"), xbind("a1", "y", "x"), qbind("a1", "q", "ae"), qbind("a1", "r", "x"), pub("a1", "x", "k"), qu("a1", "q", passive=True))
case("alternate: routed to an exchange that leads nowhere", ex("a1", "x", "fanout", arguments={"alternate-exchange": ["S", "ae"]}), ex("a1", "y", "fanout"), ex("a1", "ae", "fanout"), qu("a1", "q"), xbind("a1", "y", "x"), qbind("a1", "q", "ae"), pub("a1", "x", "k"), qu("a1", "q", passive=True))
case("alternate: internal", ex("a1", "x", arguments={"alternate-exchange": ["S", "ae"]}), ex("a1", "ae", "fanout", internal=True), qu("a1", "q"), qbind("a1", "q", "ae"), pub("a1", "x", "k"))
case("sender-selected: CC and BCC", qu("a1", "q"), qu("a1", "r"), qu("a1", "s"), pub("a1", "", "q", {"CC": ["A", [["S", "r"]]], "BCC": ["A", [["S", "s"]]]}), qu("a1", "r", passive=True), qu("a1", "s", passive=True))
case("sender-selected: CC is no array", qu("a1", "q"), pub("a1", "", "q", {"CC": ["S", "r"]}))
case("sender-selected: BCC is no array", qu("a1", "q"), pub("a1", "", "q", {"BCC": ["I", 5]}))
case("sender-selected: an item that is no text", qu("a1", "q"), pub("a1", "", "q", {"CC": ["A", [["I", 5], ["S", "r"]]]}))
