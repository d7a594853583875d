"""Tutorial 2: a worker that takes its time: it holds a task until a line comes on standard input, and only then acknowledges it."""
import sys

from tutorial import connect, to_its_end


def main():
    connection = connect()
    channel = connection.channel()
    channel.queue_declare(queue='task_queue', durable=True)

    @to_its_end
    def callback(ch, method, properties, body):
        print(f" [x] Received {body.decode()} (delivery mode {properties.delivery_mode}, redelivered {method.redelivered})")
        sys.stdin.readline()
        print(" [x] Done")
        ch.basic_ack(delivery_tag=method.delivery_tag)

    channel.basic_qos(prefetch_count=1)
    channel.basic_consume(queue='task_queue', on_message_callback=callback)
    print(' [*] Waiting for messages. To exit press CTRL+C')
    channel.start_consuming()


if __name__ == '__main__':
    try:
        main()
    except KeyboardInterrupt:
        print('Interrupted')
        sys.exit(0)
