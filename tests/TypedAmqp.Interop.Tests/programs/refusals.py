"""What a broker refuses, and with which code and words. Every refusal costs the channel or the connection: each gets its own."""
import pika
import pika.exceptions

from tutorial import connect

connection = connect()
connection.channel().queue_declare(queue='plain', exclusive=True)
other = connect()
other.channel().exchange_declare(exchange='shape', exchange_type='direct')
held = other.channel()
held.queue_declare(queue='held', auto_delete=True)
held.basic_consume(queue='held', on_message_callback=print, exclusive=True, consumer_tag='holder')


def attempt(what, action):
    try:
        channel = connection.channel()
        action(channel)
        channel.close()
        print(f"{what}: accepted")
    except pika.exceptions.ChannelClosedByBroker as refusal:
        print(f"{what}: {refusal.reply_code} {refusal.reply_text}")


def attempt_connection(what, action):
    try:
        broken = connect()
        action(broken.channel())
        broken.close()
        print(f"{what}: accepted")
    except pika.exceptions.ConnectionClosedByBroker as refusal:
        print(f"{what}: connection closed, {refusal.reply_code} {refusal.reply_text}")


def attempt_login(what, **arguments):
    try:
        connect(**arguments).close()
        print(f"{what}: accepted")
    except pika.exceptions.AMQPConnectionError as refusal:
        words = refusal.args[0] if refusal.args and isinstance(refusal.args[0], str) else ' '.join(map(str, refusal.args))
        print(f"{what}: {type(refusal).__name__}: {words}")


def publish_and_wait(channel, **arguments):
    channel.basic_publish(**arguments)
    channel.queue_declare(queue='plain', passive=True)


def acknowledge(channel, tag):
    channel.basic_ack(tag)
    channel.queue_declare(queue='plain', passive=True)


attempt('passive declare of a missing queue', lambda c: c.queue_declare(queue='missing', passive=True))
attempt('passive declare of a missing exchange', lambda c: c.exchange_declare(exchange='missing', passive=True))
attempt('queue with another durability', lambda c: c.queue_declare(queue='held', durable=True, auto_delete=True))
attempt('queue with another auto-delete', lambda c: c.queue_declare(queue='held'))
attempt('queue with another argument', lambda c: c.queue_declare(queue='held', auto_delete=True, arguments={'x-max-length': 10}))
attempt('exchange of another type', lambda c: c.exchange_declare(exchange='shape', exchange_type='topic'))
attempt('exchange with another durability', lambda c: c.exchange_declare(exchange='shape', exchange_type='direct', durable=True))
attempt('queue with a reserved name', lambda c: c.queue_declare(queue='amq.mine'))
attempt('exchange with a reserved name', lambda c: c.exchange_declare(exchange='amq.mine'))
attempt('another connection\'s exclusive queue', lambda c: other.channel().queue_declare(queue='plain', passive=True))
attempt('consuming from a missing queue', lambda c: c.basic_consume(queue='missing', on_message_callback=print))
attempt('consuming what is consumed exclusively', lambda c: c.basic_consume(queue='held', on_message_callback=print))
attempt('getting from a missing queue', lambda c: c.basic_get(queue='missing'))
attempt('purging a missing queue', lambda c: c.queue_purge(queue='missing'))
attempt('deleting a missing queue', lambda c: c.queue_delete(queue='missing'))
attempt('deleting a missing exchange', lambda c: c.exchange_delete(exchange='missing'))
attempt('deleting a used queue if unused', lambda c: c.queue_delete(queue='held', if_unused=True))
attempt('deleting a predeclared exchange', lambda c: c.exchange_delete(exchange='amq.direct'))
attempt('binding a missing queue', lambda c: c.queue_bind(queue='missing', exchange='amq.direct', routing_key='k'))
attempt('binding to a missing exchange', lambda c: c.queue_bind(queue='plain', exchange='missing', routing_key='k'))
attempt('binding to the default exchange', lambda c: c.queue_bind(queue='plain', exchange='', routing_key='k'))
attempt('unbinding what is not bound', lambda c: c.queue_unbind(queue='plain', exchange='amq.direct', routing_key='never'))
attempt('publishing to a missing exchange', lambda c: publish_and_wait(c, exchange='missing', routing_key='k', body='b'))
attempt('acknowledging an unknown tag', lambda c: acknowledge(c, 7))
attempt('a message of another user', lambda c: publish_and_wait(c, exchange='', routing_key='plain', body='b', properties=pika.BasicProperties(user_id='somebody')))
attempt('an expiration that is no number', lambda c: publish_and_wait(c, exchange='', routing_key='plain', body='b', properties=pika.BasicProperties(expiration='soon')))
attempt('an expiration with a unit', lambda c: publish_and_wait(c, exchange='', routing_key='plain', body='b', properties=pika.BasicProperties(expiration='5s')))
attempt('an expiration with a fraction', lambda c: publish_and_wait(c, exchange='', routing_key='plain', body='b', properties=pika.BasicProperties(expiration='1.5')))
attempt('a negative expiration', lambda c: publish_and_wait(c, exchange='', routing_key='plain', body='b', properties=pika.BasicProperties(expiration='-1')))
attempt('a negative length limit', lambda c: c.queue_declare(queue='limited', exclusive=True, arguments={'x-max-length': -1}))
attempt('an expiry of zero', lambda c: c.queue_declare(queue='limited', exclusive=True, arguments={'x-expires': 0}))
attempt('an unknown way to match headers', lambda c: c.queue_bind(queue='plain', exchange='amq.headers', routing_key='', arguments={'x-match': 'some'}))
attempt_connection('an exchange of an unknown type', lambda c: c.exchange_declare(exchange='strange', exchange_type='strange'))
attempt_login('a wrong password', user='guest', password='wrong')
attempt_login('an unknown user', user='nobody', password='guest')
attempt_login('an unknown virtual host', virtual_host='nowhere')

held.queue_delete(queue='held')
other.channel().exchange_delete(exchange='shape')
other.close()
connection.close()
