"""py-amqp: looks into the box, and takes each letter that is there."""
import amqp

from tutorial import amqp_arguments

conn = amqp.Connection(**amqp_arguments())
conn.connect()
chan = conn.channel()

chan.queue_declare(queue="po_box", durable=True, exclusive=False, auto_delete=False)
chan.exchange_declare(exchange="sorting_room", type="direct", durable=True, auto_delete=False)
chan.queue_bind(queue="po_box", exchange="sorting_room", routing_key="1111")

msg = chan.basic_get("po_box")
while msg is not None:
    info = msg.delivery_info
    print(f"Fetched: {msg.body} ({info['exchange']} {info['routing_key']}, {info['message_count']} left, mode {msg.properties['delivery_mode']}, redelivered {info['redelivered']})")
    chan.basic_ack(msg.delivery_tag)
    msg = chan.basic_get("po_box")

print("The box is empty")
chan.close()
conn.close()
