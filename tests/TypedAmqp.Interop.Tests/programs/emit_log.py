"""Tutorial 3: publishes log lines to everybody. One argument is one line."""
import sys

from tutorial import connect

connection = connect()
channel = connection.channel()
channel.exchange_declare(exchange='logs', exchange_type='fanout')

for message in sys.argv[1:] or ["info: Hello World!"]:
    channel.basic_publish(exchange='logs', routing_key='', body=message)
    print(f" [x] Sent {message}")

connection.close()
