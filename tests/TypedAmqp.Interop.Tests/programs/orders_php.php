<?php
// php-amqplib: confirms, returns, priorities, headers, prefetch, transactions, and an error that closes a channel.
require_once '/usr/share/php/PhpAmqpLib/autoload.php';

use PhpAmqpLib\Connection\AMQPStreamConnection;
use PhpAmqpLib\Exception\AMQPProtocolChannelException;
use PhpAmqpLib\Message\AMQPMessage;
use PhpAmqpLib\Wire\AMQPTable;

$uri = parse_url(getenv('AMQP_URI'));
$connection = new AMQPStreamConnection($uri['host'], $uri['port'], $uri['user'], $uri['pass']);
$channel = $connection->channel();
$channel->confirm_select();
$confirmed = 0;
$channel->set_ack_handler(function ($message) use (&$confirmed) { $confirmed++; });
$channel->set_return_listener(function ($code, $text, $exchange, $key) { echo "returned $code $text $key\n"; });
$channel->exchange_declare('php.orders', 'direct', false, false, true);
$channel->queue_declare('php.work', false, false, false, true, false, new AMQPTable(['x-message-ttl' => 60000, 'x-max-priority' => 3]));
$channel->queue_bind('php.work', 'php.orders', 'k');
for ($i = 0; $i < 10; $i++) {
    $headers = new AMQPTable(['i' => $i, 't' => ['a' => [1, 2]], 'n' => null, 'b' => true]);
    $channel->basic_publish(new AMQPMessage("m$i", ['delivery_mode' => 2, 'priority' => $i % 3, 'timestamp' => 1, 'application_headers' => $headers]), 'php.orders', 'k');
}
$channel->basic_publish(new AMQPMessage('no'), 'php.orders', 'z', true);
$channel->wait_for_pending_acks_returns(30);
echo "confirmed $confirmed\n";

$first = $channel->basic_get('php.work');
echo $first->getBody(), ' ', json_encode($first->get('application_headers')->getNativeData()), "\n";
$first->nack(true);
$received = [];
$channel->basic_qos(0, 3, false);
$channel->basic_consume('php.work', '', false, false, false, false, function ($message) use (&$received) {
    $received[] = $message->getBody() . ($message->isRedelivered() ? '!' : '');
    $message->ack();
});
while (count($received) < 10) {
    $channel->wait(null, false, 30);
}
echo implode(' ', $received), "\n";

$other = $connection->channel();
try {
    $other->queue_declare('php.missing', true);
} catch (AMQPProtocolChannelException $error) {
    echo $error->getMessage(), "\n";
}
$transaction = $connection->channel();
$transaction->tx_select();
$transaction->basic_publish(new AMQPMessage('t'), '', 'php.work');
$transaction->tx_rollback();
list(, $left) = $transaction->queue_declare('php.work', true);
echo "left $left\n";
$channel->close();
$connection->close();
echo "closed\n";
