#!/usr/bin/python3
"""Records where a real RabbitMQ routes: record_routing.py PORT topic > topic-routes.json, or headers > headers-routes.json

Each binding gets a queue of its own; each message says its number in its body; the answer of a message is the list of the bindings that it matched."""
import json
import sys

from wire import Connection

WORDS = ["", "a", "b", "ab", "*", "#", "a*", "\u00e4"]


def topics():
    patterns = ["", ".", "..", "a", "b", "a.b", "a.b.c", "*", "#", "*.*", "#.#", "*.#", "#.*", "a.*", "*.a", "a.#", "#.a", "a.*.b", "a.#.b", "#.a.#", "*.a.*",
                "a.*.#", "a.#.*", "#.a.#.b.#", "#.a.a.#", "a..b", "a.", ".a", "*..b", "a.*.", ".*", ".#", "#.", "a*", "*a", "a#", "#a", "**", "##", "a.**", "#.#.a", "*.*.*.*",
                "a.#.#.b", "\u00e4.*", "a b.c", "A", "#.*.#", "*.#.*", "a.b.#.a.b", "#.b.a.b.#"]
    keys = ["", ".", "..", "...", "a", "b", "A", "ab", "a.b", "b.a", "a.a", "a.b.c", "a.b.a", "a.b.a.b", "a.a.b", "a.a.a", "a..b", "a.", ".a", ".b", "a..", "..b", ".a.", "*", "#", "*.*", "a.*",
            "a.#", "#.a", "a*", "*a", "a#", "#a", "**", "a.**", "b.b.a.b", "x.a.y.b.z", "x.y.a.a.z", "a.x.y.z.b", "a.b.c.d.e.f.g.h.i.j", "\u00e4.b", "\u00e4", "a b.c", "a.b.b.a.b", " ", "a. ", "a.b.a.b.a.b"]
    return [{"key": pattern} for pattern in patterns], [{"key": key} for key in keys]


def headers():
    values = [["S", "1"], ["S", "a"], ["S", ""], ["x", "1"], ["I", 1], ["I", -1], ["l", 1], ["s", 1], ["b", 1], ["B", 1], ["u", 1], ["i", 1], ["b", -1], ["i", 4294967295], ["l", 9007199254740993],
              ["f", 1.0], ["d", 1.0], ["d", 1.5], ["f", 1.5], ["d", 0.1], ["f", 0.1], ["d", 9007199254740992.0], ["d", -0.0], ["d", 0.0], ["I", 0],
              ["t", True], ["t", False], ["T", 1], ["V", None], ["D", [0, 1]], ["D", [1, 10]], ["A", [["I", 1]]], ["A", [["l", 1]]], ["A", []], ["F", {"a": ["I", 1]}], ["F", {"a": ["l", 1]}], ["F", {}],
              ["F", {"a": ["I", 1], "b": ["I", 2]}], ["F", {"b": ["I", 2], "a": ["I", 1]}]]
    bindings = [{"arguments": {"h": value}} for value in values]
    messages = [{"headers": {"h": value}} for value in values]
    both = {"a": ["I", 1], "b": ["S", "two"]}
    for match in (None, "all", "any", "all-with-x", "any-with-x"):
        for asked in ({}, {"a": ["I", 1]}, both, dict(both, c=["V", None]), {"x-a": ["I", 1]}, {"x-a": ["I", 1], "a": ["I", 1]}, {"x-match": ["S", "all"]}):
            arguments = dict(asked)
            if match:
                arguments["x-match"] = ["S", match]
            bindings.append({"arguments": arguments})
    messages += [{"headers": given} for given in (None, {}, {"a": ["I", 1]}, {"a": ["I", 2]}, both, {"a": ["I", 1], "b": ["S", "three"]}, dict(both, c=["I", 0]), dict(both, c=["V", None]),
                 {"c": ["I", 5]}, {"x-a": ["I", 1]}, {"x-a": ["I", 2]}, {"x-a": ["I", 1], "a": ["I", 1]}, {"x-match": ["S", "all"]}, {"x-match": ["S", "any"]}, {"A": ["I", 1]}, {"z": ["I", 1], "a": ["I", 1], "0": ["I", 1]})]
    return bindings, messages


def main():
    port, kind = int(sys.argv[1]), sys.argv[2]
    bindings, messages = topics() if kind == "topic" else headers()
    connection = Connection(port)
    connection.say(1, "exchange.declare", {"exchange": "routes", "type": kind, "auto_delete": True})
    queues = []
    for binding in bindings:
        queue = connection.say(1, "queue.declare", {"exclusive": True})["ok"]["queue"]
        answer = connection.say(1, "queue.bind", {"queue": queue, "exchange": "routes", "routing_key": binding.get("key", ""), "arguments": binding.get("arguments")})
        assert "ok" in answer, answer
        queues.append(queue)
    for number, message in enumerate(messages):
        connection.publish(1, "routes", message.get("key", ""), message.get("headers"), body=str(number).encode())
        message["to"] = []
    for number, queue in enumerate(queues):
        for body in connection.drain(1, queue):
            messages[int(body)]["to"].append(number)
    connection.close()

    def lines(items):
        return ",\n    ".join(json.dumps(item) for item in items)
    print('{ "bindings": [\n    %s ],\n  "messages": [\n    %s ] }' % (lines(bindings), lines(messages)))


main()
