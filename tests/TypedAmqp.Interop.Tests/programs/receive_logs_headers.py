"""Prints the log lines whose headers match: all or any (or all-with-x, any-with-x), then name=value for each header."""
import sys

from tutorial import connect


def main():
    connection = connect()
    channel = connection.channel()
    channel.exchange_declare(exchange='header_logs', exchange_type='headers')

    result = channel.queue_declare(queue='', exclusive=True)
    queue_name = result.method.queue

    wanted = dict(argument.split('=', 1) for argument in sys.argv[2:])
    wanted = {name: int(value) if value.isdigit() else value for name, value in wanted.items()}
    channel.queue_bind(exchange='header_logs', queue=queue_name, arguments={'x-match': sys.argv[1], **wanted})

    def callback(ch, method, properties, body):
        print(f" [x] {body.decode()} {dict(sorted(properties.headers.items()))}")

    channel.basic_consume(queue=queue_name, on_message_callback=callback, auto_ack=True)
    print(' [*] Waiting for logs. To exit press CTRL+C')
    channel.start_consuming()


if __name__ == '__main__':
    try:
        main()
    except KeyboardInterrupt:
        print('Interrupted')
        sys.exit(0)
