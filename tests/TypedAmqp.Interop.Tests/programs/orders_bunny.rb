# Bunny: confirms, returns, headers, giving back, direct reply-to, headers exchange, and an error that closes a channel.
require 'bunny'

connection = Bunny.new(ENV.fetch('AMQP_URI')).start
channel = connection.create_channel
channel.confirm_select
channel.prefetch(5)
orders = channel.topic('bunny.orders', auto_delete: true)
orders.on_return { |info, _, _| puts "returned #{info.reply_code} #{info.routing_key}" }
work = channel.queue('', exclusive: true, arguments: { 'x-max-length' => 100 }).bind(orders, routing_key: 'a.*')
10.times do |i|
  orders.publish("m#{i}", routing_key: 'a.b', persistent: true, timestamp: 1, headers: { n: i, f: 1.5, a: [1, 'x', { 'y' => true }] })
end
orders.publish('no', routing_key: 'z', mandatory: true)
puts "confirmed #{channel.wait_for_confirms} #{work.message_count}"

info, properties, body = work.pop(manual_ack: true)
puts "#{body} #{properties.headers} #{info.redelivered?}"
channel.nack(info.delivery_tag, false, true)
received = []
all = Queue.new
work.subscribe(manual_ack: true) do |delivery, _, text|
  received << text + (delivery.redelivered? ? '!' : '')
  channel.ack(delivery.delivery_tag)
  all << true if received.size == 10
end
all.pop
puts received.join(' ')

service = channel.queue('bunny.rpc', auto_delete: true)
service.subscribe { |_, request, text| channel.default_exchange.publish(text.upcase, routing_key: request.reply_to, correlation_id: request.correlation_id) }
caller = connection.create_channel
replies = Queue.new
caller.basic_consume('amq.rabbitmq.reply-to', '', true) { |_, reply, text| replies << "#{text} #{reply.correlation_id}" }
caller.default_exchange.publish('hello', routing_key: 'bunny.rpc', reply_to: 'amq.rabbitmq.reply-to', correlation_id: '7')
puts replies.pop

begin
  connection.create_channel.queue_declare('bunny.missing', passive: true)
rescue Bunny::NotFound => error
  puts error.message
end
filter = channel.headers('bunny.filter', auto_delete: true)
some = channel.queue('', exclusive: true).bind(filter, arguments: { 'x-match' => 'any', 'a' => 1, 'b' => 'x' })
filter.publish('matched', headers: { 'b' => 'x' })
channel.wait_for_confirms
puts some.pop.last
connection.close
puts 'closed'
