"""Two virtual hosts: the same names in both, and nothing of one in the other."""
import pika

from tutorial import connect

HOSTS = ['blue', 'green/leaf']
connections = {name: connect(virtual_host=name) for name in HOSTS}
channels = {name: connection.channel() for name, connection in connections.items()}

for name, channel in channels.items():
    channel.exchange_declare(exchange='shared', exchange_type='fanout', auto_delete=True)
    channel.queue_declare(queue='letters', exclusive=True)
    channel.queue_bind(exchange='shared', queue='letters')

channels['blue'].basic_publish(exchange='shared', routing_key='', body='for blue')
channels['blue'].basic_publish(exchange='', routing_key='letters', body='also for blue')

for name, channel in channels.items():
    method, properties, body = channel.basic_get(queue='letters', auto_ack=True)
    while body is not None:
        print(f"{name}: {body.decode()}")
        method, properties, body = channel.basic_get(queue='letters', auto_ack=True)
    print(f"{name}: empty")

# The default virtual host knows nothing of either.
outside = connect(virtual_host='/')
try:
    outside.channel().queue_declare(queue='letters', passive=True)
except pika.exceptions.ChannelClosedByBroker as refusal:
    print(f"{refusal.reply_code} {refusal.reply_text}")

for connection in [*connections.values(), outside]:
    connection.close()
