// Sends numbers to itself. The connection may break at any time: then it connects anew, declares anew, and sends anew what did not come back.
const { connect, receiver, line, done } = require('./broker');

const connectAgain = async () => {
  for (;;) {
    try {
      const connection = await connect();
      const broken = new Promise((resolve) => connection.on('close', resolve));
      connection.on('error', () => {});
      const channel = await connection.createConfirmChannel();
      await channel.assertQueue('node.recover', { autoDelete: true });
      const { receive } = await receiver(channel, 'node.recover', { noAck: true });
      return { connection, channel, receive, broken };
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
};

const main = async () => {
  let session = await connectAgain();
  let waited = false;
  for (let number = 0; number < 6;) {
    if (number === 3 && !waited) {
      waited = true;
      await line();
    }

    let message = null;
    try {
      session.channel.sendToQueue('node.recover', Buffer.from(`${number}`));
      message = await Promise.race([session.receive(), session.broken.then(() => null)]);
    } catch {
      // The channel is closed with its connection.
    }
    if (message) console.log(`back ${message.content}`);
    if (message) number++; else session = await connectAgain();
  }
  await session.connection.close();
  done();
};

main().catch((error) => { console.error(error); process.exit(1); });
