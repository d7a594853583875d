"""Publishes a log line under headers: the message, then name=value for each header; a whole number is sent as one."""
import sys

import pika

from tutorial import connect

connection = connect()
channel = connection.channel()
channel.exchange_declare(exchange='header_logs', exchange_type='headers')

message = sys.argv[1]
headers = dict(argument.split('=', 1) for argument in sys.argv[2:])
headers = {name: int(value) if value.isdigit() else value for name, value in headers.items()}
channel.basic_publish(exchange='header_logs', routing_key='', body=message, properties=pika.BasicProperties(headers=headers))
print(f" [x] Sent {message} under {headers}")
connection.close()
