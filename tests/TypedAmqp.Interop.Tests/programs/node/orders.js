// Orders: topic routing, confirms, returns, prefetch, retries by dead letters, direct replies, errors of a channel.
const { connect, receiver, done } = require('./broker');

const main = async () => {
  const connection = await connect();
  const channel = await connection.createConfirmChannel();
  await channel.assertExchange('node.orders', 'topic', { durable: false, autoDelete: true });
  await channel.assertExchange('node.dead', 'fanout', { durable: false, autoDelete: true });
  const { queue: dead } = await channel.assertQueue('', { exclusive: true });
  await channel.bindQueue(dead, 'node.dead', '');
  const { queue: europe } = await channel.assertQueue('', { exclusive: true, deadLetterExchange: 'node.dead', maxPriority: 5 });
  await channel.bindQueue(europe, 'node.orders', 'order.eu.*');

  channel.on('return', (message) => console.log(`returned ${message.fields.replyText} ${message.fields.routingKey}`));
  for (const [key, priority] of [['order.eu.placed', 1], ['order.us.placed', 1], ['order.eu.paid', 5]]) {
    channel.publish('node.orders', key, Buffer.from(key), { mandatory: true, priority, headers: { region: key.split('.')[1], tags: ['a', 1, true] } });
  }
  await channel.waitForConfirms();
  console.log('confirmed');

  await channel.prefetch(1);
  const { receive, consumerTag } = await receiver(channel, europe);
  for (let left = 2; left > 0; left--) {
    const message = await receive();
    console.log(`received ${message.content} ${JSON.stringify(message.properties.headers)} redelivered ${message.fields.redelivered}`);
    if (left === 2) channel.ack(message); else channel.nack(message, false, false);
  }
  await channel.cancel(consumerTag);

  const { receive: receiveDead } = await receiver(channel, dead, { noAck: true });
  const died = await receiveDead();
  const { count, reason, exchange } = died.properties.headers['x-death'][0];
  console.log(`died ${died.content} ${count} ${reason} ${exchange} ${died.properties.headers['x-first-death-reason']}`);

  const { queue: square } = await channel.assertQueue('', { exclusive: true });
  await channel.consume(square, (request) => {
    channel.sendToQueue(request.properties.replyTo, Buffer.from(`${request.content ** 2}`), { correlationId: request.properties.correlationId });
  }, { noAck: true });
  const { receive: receiveReply } = await receiver(channel, 'amq.rabbitmq.reply-to', { noAck: true });
  channel.sendToQueue(square, Buffer.from('12'), { replyTo: 'amq.rabbitmq.reply-to', correlationId: 'c' });
  const reply = await receiveReply();
  console.log(`reply ${reply.content} ${reply.properties.correlationId}`);

  const other = await connection.createChannel();
  other.on('error', (error) => console.log(error.message));
  await other.checkQueue('node.missing').catch((error) => console.log(`refused ${error.code}`));
  const large = Buffer.alloc(1_000_000, 'x');
  channel.sendToQueue(dead, large);
  console.log(`large ${(await receiveDead()).content.equals(large)}`);
  await channel.close();
  await connection.close();
  done();
  console.log('closed');
};

main().catch((error) => { console.error(error); process.exit(1); });
