"""Sends numbers to itself (py-amqp). The connection may break at any time: then it connects anew."""
import sys
import time

import amqp

from tutorial import amqp_arguments

number = 0
waited = False
while number < 6:
    connection = amqp.Connection(**amqp_arguments())
    try:
        connection.connect()
        channel = connection.channel()
        channel.queue_declare(queue='amqp.recover', auto_delete=True)
        arrived = []
        channel.basic_consume(queue='amqp.recover', no_ack=True, callback=arrived.append)
        while number < 6:
            if number == 3 and not waited:
                waited = True
                sys.stdin.readline()
            channel.basic_publish(amqp.Message(str(number)), routing_key='amqp.recover')
            while not arrived:
                connection.drain_events()
            print(f"back {arrived.pop().body}")
            number += 1
        connection.close()
    except (OSError, amqp.exceptions.RecoverableConnectionError):
        time.sleep(0.05)
