"""Asks the server of tutorial 6 without a queue for the replies: through RabbitMQ's direct reply-to."""
import sys

import pika

from tutorial import connect

connection = connect()
channel = connection.channel()
replies = []


def on_reply(ch, method, properties, body):
    replies.append((properties.correlation_id, body.decode()))


channel.basic_consume(queue='amq.rabbitmq.reply-to', on_message_callback=on_reply, auto_ack=True)

for number, n in enumerate(sys.argv[1:]):
    channel.basic_publish(
        exchange='',
        routing_key='rpc_queue',
        properties=pika.BasicProperties(reply_to='amq.rabbitmq.reply-to', correlation_id=str(number)),
        body=n)

while len(replies) < len(sys.argv[1:]):
    connection.process_data_events(time_limit=None)

for correlation, body in replies:
    print(f" [.] Reply {correlation}: {body}")

connection.close()
