# aio-pika: confirms, returns, priorities, a queue as an iterator, RPC and workers of its patterns, transactions, and an error that closes a channel.
import asyncio
import os

import aio_pika
from aio_pika.patterns import RPC, Master


async def main():
    connection = await aio_pika.connect_robust(os.environ["AMQP_URI"])
    async with connection:
        channel = await connection.channel(on_return_raises=True)
        await channel.set_qos(prefetch_count=10)
        exchange = await channel.declare_exchange("aio.orders", aio_pika.ExchangeType.TOPIC, auto_delete=True)
        queue = await channel.declare_queue("aio.work", auto_delete=True, arguments={"x-max-priority": 5})
        await queue.bind(exchange, "a.#")
        for i in range(10):
            await exchange.publish(aio_pika.Message(b"%d" % i, priority=i % 3, headers={"t": [1, {"x": 2.5}]}, delivery_mode=2, expiration=60), "a.b")
        try:
            await exchange.publish(aio_pika.Message(b"no"), "z", mandatory=True)
        except aio_pika.exceptions.PublishError as error:
            print("returned", error.message.delivery.reply_text)
        received = []
        async with queue.iterator() as messages:
            async for message in messages:
                async with message.process():
                    received.append(f"{message.priority}:{message.body.decode()}")
                if len(received) == 10:
                    break
        print(*received)

        async def multiply(*, x, y):
            return x * y

        rpc = await RPC.create(channel)
        await rpc.register("aio.multiply", multiply, auto_delete=True)
        print("reply", await rpc.call("aio.multiply", dict(x=6, y=7)))
        done = asyncio.Event()

        async def work(*, number):
            if number == 3:
                done.set()

        master = Master(channel)
        await master.create_worker("aio.tasks", work, auto_delete=True)
        for number in range(4):
            await master.create_task("aio.tasks", dict(number=number))
        await asyncio.wait_for(done.wait(), 30)
        other = await connection.channel(publisher_confirms=False)
        async with other.transaction():
            await other.default_exchange.publish(aio_pika.Message(b"t"), "aio.work", mandatory=False)
        try:
            await other.declare_queue("aio.missing", passive=True)
        except aio_pika.exceptions.ChannelNotFoundEntity as error:
            print(error)
    print("closed")


asyncio.run(main())
