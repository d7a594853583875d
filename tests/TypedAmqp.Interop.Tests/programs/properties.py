"""A message with everything in its properties, there and back."""
import datetime
import decimal

import pika

from tutorial import connect

connection = connect()
channel = connection.channel()
channel.queue_declare(queue='properties', exclusive=True)
headers = {
    'text': 'Grüße',
    'octets': b'\x00\xff',
    'small': 1,
    'negative': -7,
    'large': 2 ** 40,
    'yes': True,
    'nothing': None,
    'price': decimal.Decimal('9.99'),
    'when': datetime.datetime(2026, 1, 2, 3, 4, 5),
    'table': {'inner': [1, 'two', {'three': 3}]},
    'list': ['a', 2, None],
}
properties = pika.BasicProperties(
    content_type='text/plain', content_encoding='utf-8', headers=headers, delivery_mode=2, priority=5, correlation_id='c-1',
    reply_to='replies', expiration='60000', message_id='m-1', timestamp=1700000000, type='greeting', user_id='guest', app_id='programs',
    cluster_id='none')
channel.basic_publish(exchange='', routing_key='properties', body='all of them', properties=properties)
method, properties, body = channel.basic_get(queue='properties', auto_ack=True)

print(f"{body.decode()}: {method.exchange!r} {method.routing_key!r} {method.redelivered} {method.message_count}")
for name in ('content_type', 'content_encoding', 'delivery_mode', 'priority', 'correlation_id', 'reply_to', 'expiration', 'message_id',
             'timestamp', 'type', 'user_id', 'app_id', 'cluster_id'):
    print(f"{name}: {getattr(properties, name)!r}")
for name, value in properties.headers.items():
    print(f"{name}: {value!r}")

# An empty body is a message too, and a body of several frames is one message.
for size in (0, 1, 131064, 131065, 1000000):
    channel.basic_publish(exchange='', routing_key='properties', body=bytes(index % 251 for index in range(size)))
    method, properties, body = channel.basic_get(queue='properties', auto_ack=True)
    print(f"{len(body)} octets, {'as sent' if body == bytes(index % 251 for index in range(size)) else 'changed'}, {properties.headers}")

connection.close()
