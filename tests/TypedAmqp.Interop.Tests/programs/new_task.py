"""Tutorial 2: puts persistent tasks into a durable queue. One argument is one task."""
import sys

import pika

from tutorial import connect

connection = connect()
channel = connection.channel()
channel.queue_declare(queue='task_queue', durable=True)

for message in sys.argv[1:] or ["Hello World!"]:
    channel.basic_publish(
        exchange='',
        routing_key='task_queue',
        body=message,
        properties=pika.BasicProperties(delivery_mode=pika.spec.PERSISTENT_DELIVERY_MODE))
    print(f" [x] Sent {message}")

connection.close()
