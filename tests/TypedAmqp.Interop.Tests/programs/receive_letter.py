"""py-amqp: waits for letters."""
import sys

import amqp

from tutorial import amqp_arguments


def main():
    conn = amqp.Connection(**amqp_arguments())
    conn.connect()
    chan = conn.channel()

    chan.queue_declare(queue="po_box", durable=True, exclusive=False, auto_delete=False)
    chan.exchange_declare(exchange="sorting_room", type="direct", durable=True, auto_delete=False)
    chan.queue_bind(queue="po_box", exchange="sorting_room", routing_key="1111")

    def recv_callback(msg):
        print(f"Received: {msg.body} from channel #{msg.channel.channel_id}, tag {msg.delivery_info['consumer_tag']}")
        if msg.body == "last":
            chan.basic_cancel("testtag")

    chan.basic_consume(queue='po_box', no_ack=True, callback=recv_callback, consumer_tag="testtag")
    print("Waiting for letters")

    while chan.callbacks:
        conn.drain_events()

    print("Cancelled")
    chan.close()
    conn.close()


if __name__ == '__main__':
    try:
        main()
    except KeyboardInterrupt:
        print('Interrupted')
        sys.exit(0)
