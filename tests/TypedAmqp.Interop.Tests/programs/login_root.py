"""Logs in as root with the password root, and sends itself a message."""
import pika

from tutorial import connect

connection = connect(user='root', password='root')
channel = connection.channel()
channel.queue_declare(queue='roots', exclusive=True)
channel.basic_publish(exchange='', routing_key='roots', body='to myself', properties=pika.BasicProperties(user_id='root'))
method, properties, body = channel.basic_get(queue='roots', auto_ack=True)
print(f"{properties.user_id} got: {body.decode()}")
connection.close()
