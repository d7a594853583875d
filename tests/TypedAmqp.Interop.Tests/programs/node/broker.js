// Where the broker is, and what every program needs.
const amqp = require('amqplib');
const readline = require('node:readline');

exports.connect = () => amqp.connect(process.env.AMQP_URI);

// The next messages of a queue, one a call.
exports.receiver = async (channel, queue, options) => {
  const waiting = [];
  const arrived = [];
  const { consumerTag } = await channel.consume(queue, (message) => {
    const next = waiting.shift();
    if (next) next(message); else arrived.push(message);
  }, options);
  const receive = () => arrived.length > 0 ? Promise.resolve(arrived.shift()) : new Promise((resolve) => waiting.push(resolve));
  return { receive, consumerTag };
};

// A line of standard input.
const lines = readline.createInterface({ input: process.stdin });
exports.line = () => new Promise((resolve) => lines.once('line', resolve));
exports.done = () => lines.close();
