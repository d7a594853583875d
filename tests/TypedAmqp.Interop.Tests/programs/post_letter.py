"""py-amqp: posts letters to the sorting room; each argument is a letter."""
import sys

import amqp

from tutorial import amqp_arguments

conn = amqp.Connection(**amqp_arguments())
conn.connect()
chan = conn.channel()

chan.queue_declare(queue="po_box", durable=True, exclusive=False, auto_delete=False)
chan.exchange_declare(exchange="sorting_room", type="direct", durable=True, auto_delete=False)
chan.queue_bind(queue="po_box", exchange="sorting_room", routing_key="1111")

for text in sys.argv[1:]:
    msg = amqp.Message(text)
    msg.properties["delivery_mode"] = 2
    chan.basic_publish(msg, exchange="sorting_room", routing_key="1111")
    print(f"Posted: {text}")

# Nobody lives there: the letter is lost, and nobody is told.
chan.basic_publish(amqp.Message("to nobody"), exchange="sorting_room", routing_key="2222")

chan.close()
conn.close()
