"""Tasks with kombu: serializers and compression, priorities, rejected tasks to a dead-letter queue, requeued ones, a fanout, a virtual queue's purge."""
import socket

from kombu import Connection, Consumer, Exchange, Producer, Queue

from tutorial import URI

tasks = Exchange('kombu.tasks', type='direct', durable=False, auto_delete=True)
dead = Exchange('kombu.dead', type='topic', durable=False, auto_delete=True)
buried = Queue('kombu.buried', dead, routing_key='#', durable=False, auto_delete=True)
work = Queue('kombu.work', tasks, routing_key='work', durable=False, auto_delete=True, max_priority=9,
             queue_arguments={'x-dead-letter-exchange': 'kombu.dead', 'x-dead-letter-routing-key': 'given.up'})
news = Exchange('kombu.news', type='fanout', durable=False, auto_delete=True)
readers = [Queue(f'kombu.reader{number}', news, durable=False, auto_delete=True) for number in range(2)]
seen = {}


def on_task(body, message):
    times = seen[body['id']] = seen.get(body['id'], 0) + 1
    print(f"task {body['id']} {message.content_type} redelivered {message.delivery_info['redelivered']} priority {message.properties.get('priority')}")
    if body['id'] == 'poison':
        message.reject()
    elif body['id'] == 'later' and times == 1:
        message.requeue()
    else:
        message.ack()


def drain(connection, count):
    for _ in range(count):
        connection.drain_events(timeout=30)


with Connection(URI, heartbeat=10) as connection:
    channel = connection.channel()
    bound = buried(channel)
    bound.declare()
    producer = Producer(channel, exchange=tasks, serializer='json', auto_declare=True)
    work(channel).declare()
    producer.publish({'id': 'first', 'options': [1, 2.5, None, {'deep': 'ä漢'}]}, routing_key='work', priority=1)
    producer.publish({'id': 'poison'}, routing_key='work', compression='gzip', priority=2)
    producer.publish({'id': 'later'}, routing_key='work', priority=9)
    with Consumer(channel, [work], callbacks=[on_task], prefetch_count=1, accept=['json']):
        drain(connection, 4)

    message = bound.get(accept=['json'])
    death = message.headers['x-death'][0]
    print(f"buried {message.payload['id']} {death['reason']} {death['queue']} {death['routing-keys']} {message.headers['compression']}")
    message.ack()
    print(f"empty {bound.get()}")

    for reader in readers:
        reader(channel).declare()
    Producer(channel, exchange=news).publish('extra', headers={'edition': 2})
    print(sorted(f"{reader.name} {reader(channel).get(no_ack=True).payload}" for reader in readers))

    # It went with its consumer.
    work(channel).declare()
    for number in range(5):
        producer.publish({'id': number}, routing_key='work')
    print(f"purged {work(channel).purge()}")
    try:
        connection.drain_events(timeout=0.01)
    except socket.timeout:
        print("nothing more")
    try:
        channel.queue_declare('kombu.work', durable=True, auto_delete=True)
    except connection.channel_errors as error:
        print(f"refused {error.reply_code}")
    print(f"connected {connection.connected}")
