"""Sends numbers to itself (pika). The connection may break at any time: then it connects anew, as pika's documentation recommends."""
import sys
import time

import pika

from tutorial import connect

number = 0
waited = False
while number < 6:
    try:
        connection = connect()
        channel = connection.channel()
        channel.confirm_delivery()
        channel.queue_declare(queue='pika.recover', auto_delete=True)
        messages = channel.consume('pika.recover', auto_ack=True)
        while number < 6:
            if number == 3 and not waited:
                waited = True
                sys.stdin.readline()
            channel.basic_publish(exchange='', routing_key='pika.recover', body=str(number), mandatory=True)
            method, properties, body = next(messages)
            print(f"back {body.decode()}")
            number += 1
        connection.close()
    except pika.exceptions.AMQPError:
        time.sleep(0.05)
