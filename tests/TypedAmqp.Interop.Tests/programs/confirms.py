"""Publisher confirms, mandatory messages that nothing takes, and what a queue says of itself."""
import pika

from tutorial import connect

connection = connect()
channel = connection.channel()
channel.confirm_delivery()
channel.queue_declare(queue='confirmed', exclusive=True)

for number in range(3):
    channel.basic_publish(exchange='', routing_key='confirmed', body=f'message {number}', mandatory=True)
    print(f"confirmed {number}")

try:
    channel.basic_publish(exchange='', routing_key='nobody', body='lost', mandatory=True)
except pika.exceptions.UnroutableError as error:
    for returned in error.messages:
        print(f"returned {returned.method.reply_code} {returned.method.reply_text}: {returned.body.decode()}")

# Nothing takes this one either, but nobody asked to be told: it is confirmed.
channel.basic_publish(exchange='amq.topic', routing_key='nobody.at.all', body='dropped')
print("confirmed a message to nobody")

state = channel.queue_declare(queue='confirmed', passive=True)
print(f"{state.method.message_count} messages, {state.method.consumer_count} consumers")

first, _, body = channel.basic_get(queue='confirmed')
print(f"got {body.decode()}, redelivered {first.redelivered}, {first.message_count} left")
channel.basic_nack(first.delivery_tag, requeue=True)
second, _, body = channel.basic_get(queue='confirmed')
print(f"got {body.decode()}, redelivered {second.redelivered}, {second.message_count} left")
channel.basic_reject(second.delivery_tag, requeue=False)

print(f"purged {channel.queue_purge(queue='confirmed').method.message_count}")
method, properties, body = channel.basic_get(queue='confirmed')
print(f"then {method} {properties} {body}")
connection.close()
