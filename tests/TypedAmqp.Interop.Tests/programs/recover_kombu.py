"""Sends numbers to itself (kombu). Its ConsumerMixin recovers by itself, and so does a producer that publishes with retry."""
import queue
import sys
import threading

import kombu
import kombu.mixins

from tutorial import URI

numbers = kombu.Queue('kombu.recover', auto_delete=True, durable=False)
arrived = queue.Queue()


class Worker(kombu.mixins.ConsumerMixin):
    def __init__(self, connection):
        self.connection = connection

    def get_consumers(self, Consumer, channel):
        return [Consumer([numbers], callbacks=[self.on_message], no_ack=True)]

    def on_message(self, body, message):
        arrived.put(body)


worker = Worker(kombu.Connection(URI))
thread = threading.Thread(target=worker.run, daemon=True)
thread.start()
policy = {'interval_start': 0.05, 'interval_step': 0, 'max_retries': 500}
with kombu.Connection(URI) as connection:
    producer = connection.Producer(serializer='json')
    for number in range(6):
        if number == 3:
            sys.stdin.readline()
        back = None
        while back != number:
            producer.publish(number, routing_key='kombu.recover', declare=[numbers], retry=True, retry_policy=policy)
            try:
                # One that was sent again may come twice.
                while back != number:
                    back = arrived.get(timeout=0.5)
            except queue.Empty:
                # It was lost with the broker.
                pass
        print(f"back {back}")
worker.should_stop = True
thread.join()
