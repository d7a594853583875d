#!/usr/bin/python3
"""Records what a real RabbitMQ answers to cases.py: record.py PORT > topology-answers.json

Each case is a list of steps [connection and channel, method, arguments], said one after the other to a broker with nothing declared but
what it declares itself; the answers are the methods' replies or the close with its code, text and failing method."""
import json
import sys
import time

from cases import CASES
from wire import Connection


def run(port, steps):
    connections, answers, queues, exchanges = {}, [], {}, {}
    for where, name, arguments in steps:
        who, channel = where[0], int(where[1:] or 1)
        if who not in connections:
            connections[who] = Connection(port)
        connection = connections[who]
        if name == "close":
            connections.pop(who).close()
            answer = {"ok": {}}
        elif name == "settle":     # what the broker does on its own after a reply
            time.sleep(0.25)
            answer = {"ok": {}}
        elif name == "publish":
            answer = connection.publish(channel, arguments["exchange"], arguments.get("routing_key", ""), arguments.get("headers"))
        else:
            answer = connection.say(channel, name, arguments)
        if answer.get("close") == "connection":
            connections.pop(who)
        if name == "queue.declare" and "ok" in answer:
            queues[answer["ok"]["queue"]] = who
            if answer["ok"]["queue"].startswith("amq.gen-"):
                answer["ok"]["queue"] = "amq.gen-" + "?" * (len(answer["ok"]["queue"]) - 8)
        if name == "exchange.declare" and "ok" in answer:
            exchanges[arguments["exchange"].replace("\r", "").replace("\n", "")] = who
        answers.append(answer)
    for connection in connections.values():
        connection.close()
    cleaner = Connection(port)
    for name in queues:
        cleaner.say(1, "queue.delete", {"queue": name})
    for name in exchanges:
        if name and not name.startswith("amq."):
            cleaner.say(1, "exchange.delete", {"exchange": name})
    cleaner.close()
    return answers


def main():
    port = int(sys.argv[1])
    result = []
    for case in CASES:
        answers = run(port, case["steps"])
        result.append({"name": case["name"], "steps": [step + [answer] for step, answer in zip(case["steps"], answers)]})
    lines = []
    for case in result:
        steps = ",\n    ".join(json.dumps(step) for step in case["steps"])
        lines.append('  { "name": %s, "steps": [\n    %s ] }' % (json.dumps(case["name"]), steps))
    print("[\n" + ",\n".join(lines) + "\n]")


main()
