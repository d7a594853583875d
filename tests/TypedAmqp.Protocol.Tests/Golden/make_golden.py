#!/usr/bin/python3
"""Writes the golden octets of this folder, from what others encode: pika and py-amqp, which must agree, and RabbitMQ's own code.

Needs Debian's python3-pika, python3-amqp and rabbitmq-server (which need not run). The tests need only the files.
"""
import glob
import pathlib
import struct
import subprocess

import amqp.serialization
from amqp import basic_message
from pika import data, spec

HERE = pathlib.Path(__file__).parent
ARGS = {'x-max-length': 1000, 'x-overflow': 'reject-publish', 'x-nested': {'yes': True, 'no': False}}
CLOSE = (404, "NOT_FOUND - no queue 'q'", 50, 10)

# name: (what pika encodes, py-amqp's format, the values in wire order)
METHODS = {
    'connection.start': (spec.Connection.Start(0, 9, ARGS, 'PLAIN AMQPLAIN', 'en_US'), 'ooFSS', (0, 9, ARGS, 'PLAIN AMQPLAIN', 'en_US')),
    'connection.start-ok': (spec.Connection.StartOk(ARGS, 'PLAIN', '\0guest\0guest', 'en_US'), 'FsSs', (ARGS, 'PLAIN', '\0guest\0guest', 'en_US')),
    'connection.secure': (spec.Connection.Secure('what?'), 'S', ('what?',)),
    'connection.secure-ok': (spec.Connection.SecureOk('that'), 'S', ('that',)),
    'connection.tune': (spec.Connection.Tune(2047, 131072, 60), 'BlB', (2047, 131072, 60)),
    'connection.tune-ok': (spec.Connection.TuneOk(2046, 131071, 59), 'BlB', (2046, 131071, 59)),
    'connection.open': (spec.Connection.Open('/shop', '', False), 'ssb', ('/shop', '', False)),
    'connection.open-ok': (spec.Connection.OpenOk(''), 's', ('',)),
    'connection.close': (spec.Connection.Close(*CLOSE), 'BsBB', CLOSE),
    'connection.close-ok': (spec.Connection.CloseOk(), '', ()),
    'connection.blocked': (spec.Connection.Blocked('low on memory'), 's', ('low on memory',)),
    'connection.unblocked': (spec.Connection.Unblocked(), '', ()),
    # Neither client has these two; they are composed of pika's primitives.
    'connection.update-secret': (None, 'Ss', ('new token', 'expires')),
    'connection.update-secret-ok': (None, '', ()),
    'channel.open': (spec.Channel.Open(''), 's', ('',)),
    'channel.open-ok': (spec.Channel.OpenOk(''), 'S', ('',)),
    'channel.flow': (spec.Channel.Flow(True), 'b', (True,)),
    'channel.flow-ok': (spec.Channel.FlowOk(True), 'b', (True,)),
    'channel.close': (spec.Channel.Close(*CLOSE), 'BsBB', CLOSE),
    'channel.close-ok': (spec.Channel.CloseOk(), '', ()),
    'access.request': (spec.Access.Request('/data', True, False, True, False, True), 'sbbbbb', ('/data', True, False, True, False, True)),
    'access.request-ok': (spec.Access.RequestOk(1), 'B', (1,)),
    'exchange.declare': (
        spec.Exchange.Declare(0, 'orders', 'topic', False, True, False, True, False, ARGS),
        'BssbbbbbF', (0, 'orders', 'topic', False, True, False, True, False, ARGS)),
    'exchange.declare-ok': (spec.Exchange.DeclareOk(), '', ()),
    'exchange.delete': (spec.Exchange.Delete(0, 'orders', True, False), 'Bsbb', (0, 'orders', True, False)),
    'exchange.delete-ok': (spec.Exchange.DeleteOk(), '', ()),
    'exchange.bind': (spec.Exchange.Bind(0, 'to', 'from', 'a.#', True, ARGS), 'BsssbF', (0, 'to', 'from', 'a.#', True, ARGS)),
    'exchange.bind-ok': (spec.Exchange.BindOk(), '', ()),
    'exchange.unbind': (spec.Exchange.Unbind(0, 'to', 'from', 'a.#', True, ARGS), 'BsssbF', (0, 'to', 'from', 'a.#', True, ARGS)),
    'exchange.unbind-ok': (spec.Exchange.UnbindOk(), '', ()),
    'queue.declare': (
        spec.Queue.Declare(0, 'billing', False, True, False, True, False, ARGS),
        'BsbbbbbF', (0, 'billing', False, True, False, True, False, ARGS)),
    'queue.declare-ok': (spec.Queue.DeclareOk('billing', 7, 2), 'sll', ('billing', 7, 2)),
    'queue.bind': (spec.Queue.Bind(0, 'billing', 'orders', 'a.*', True, ARGS), 'BsssbF', (0, 'billing', 'orders', 'a.*', True, ARGS)),
    'queue.bind-ok': (spec.Queue.BindOk(), '', ()),
    'queue.unbind': (spec.Queue.Unbind(0, 'billing', 'orders', 'a.*', ARGS), 'BsssF', (0, 'billing', 'orders', 'a.*', ARGS)),
    'queue.unbind-ok': (spec.Queue.UnbindOk(), '', ()),
    'queue.purge': (spec.Queue.Purge(0, 'billing', True), 'Bsb', (0, 'billing', True)),
    'queue.purge-ok': (spec.Queue.PurgeOk(4000000000), 'l', (4000000000,)),
    'queue.delete': (spec.Queue.Delete(0, 'billing', True, False, True), 'Bsbbb', (0, 'billing', True, False, True)),
    'queue.delete-ok': (spec.Queue.DeleteOk(4000000000), 'l', (4000000000,)),
    'basic.qos': (spec.Basic.Qos(65536, 256, True), 'lBb', (65536, 256, True)),
    'basic.qos-ok': (spec.Basic.QosOk(), '', ()),
    'basic.consume': (
        spec.Basic.Consume(0, 'billing', 'ctag1', True, False, True, False, ARGS),
        'BssbbbbF', (0, 'billing', 'ctag1', True, False, True, False, ARGS)),
    'basic.consume-ok': (spec.Basic.ConsumeOk('ctag1'), 's', ('ctag1',)),
    'basic.cancel': (spec.Basic.Cancel('ctag1', True), 'sb', ('ctag1', True)),
    'basic.cancel-ok': (spec.Basic.CancelOk('ctag1'), 's', ('ctag1',)),
    'basic.publish': (spec.Basic.Publish(0, 'orders', 'order.eu.placed', True, False), 'Bssbb', (0, 'orders', 'order.eu.placed', True, False)),
    'basic.return': (spec.Basic.Return(312, 'NO_ROUTE', 'orders', 'a.b'), 'Bsss', (312, 'NO_ROUTE', 'orders', 'a.b')),
    'basic.deliver': (
        spec.Basic.Deliver('ctag1', 0x0102030405060708, True, 'orders', 'a.b'), 'sLbss', ('ctag1', 0x0102030405060708, True, 'orders', 'a.b')),
    'basic.get': (spec.Basic.Get(0, 'billing', True), 'Bsb', (0, 'billing', True)),
    'basic.get-ok': (
        spec.Basic.GetOk(0x0102030405060708, True, 'orders', 'a.b', 41), 'Lbssl', (0x0102030405060708, True, 'orders', 'a.b', 41)),
    'basic.get-empty': (spec.Basic.GetEmpty(''), 's', ('',)),
    'basic.ack': (spec.Basic.Ack(0x0102030405060708, True), 'Lb', (0x0102030405060708, True)),
    'basic.reject': (spec.Basic.Reject(0x0102030405060708, True), 'Lb', (0x0102030405060708, True)),
    'basic.recover-async': (spec.Basic.RecoverAsync(True), 'b', (True,)),
    'basic.recover': (spec.Basic.Recover(True), 'b', (True,)),
    'basic.recover-ok': (spec.Basic.RecoverOk(), '', ()),
    'basic.nack': (spec.Basic.Nack(0x0102030405060708, False, True), 'Lbb', (0x0102030405060708, False, True)),
    'basic.credit': (None, 'slb', ('ctag1', 41, True)),
    'basic.credit-ok': (None, 'l', (41,)),
    'basic.credit-drained': (None, 'sl', ('ctag1', 41)),
    'confirm.select': (spec.Confirm.Select(True), 'b', (True,)),
    'confirm.select-ok': (spec.Confirm.SelectOk(), '', ()),
    'tx.select': (spec.Tx.Select(), '', ()),
    'tx.select-ok': (spec.Tx.SelectOk(), '', ()),
    'tx.commit': (spec.Tx.Commit(), '', ()),
    'tx.commit-ok': (spec.Tx.CommitOk(), '', ()),
    'tx.rollback': (spec.Tx.Rollback(), '', ()),
    'tx.rollback-ok': (spec.Tx.RollbackOk(), '', ()),
}
COMPOSED = {
    'connection.update-secret': (0x000A0046, lambda pieces: (
        pieces.append(struct.pack('>I', 9) + b'new token'), data.encode_short_string(pieces, 'expires'))),
    'connection.update-secret-ok': (0x000A0047, lambda pieces: None),
    'basic.credit': (0x003C00C8, lambda pieces: (data.encode_short_string(pieces, 'ctag1'), pieces.append(struct.pack('>IB', 41, 1)))),
    'basic.credit-ok': (0x003C00C9, lambda pieces: pieces.append(struct.pack('>I', 41))),
    'basic.credit-drained': (0x003C00CA, lambda pieces: (data.encode_short_string(pieces, 'ctag1'), pieces.append(struct.pack('>I', 41)))),
}

PROPERTIES = {
    'content_type': 'application/json', 'content_encoding': 'gzip', 'headers': ARGS, 'delivery_mode': 2, 'priority': 9,
    'correlation_id': 'c-1', 'reply_to': 'amq.rabbitmq.reply-to', 'expiration': '60000', 'message_id': 'm-1',
    'timestamp': 1700000000, 'type': 'order.placed', 'user_id': 'guest', 'app_id': 'shop', 'cluster_id': 'rabbit',
}

# Every type, by RabbitMQ's own rabbit_binary_generator.
ERLANG_TABLE = """
    Table = [{<<"bool">>, bool, true}, {<<"byte">>, byte, -5}, {<<"unsignedbyte">>, unsignedbyte, 250}, {<<"short">>, short, -1234},
     {<<"unsignedshort">>, unsignedshort, 65000}, {<<"signedint">>, signedint, -123456}, {<<"unsignedint">>, unsignedint, 4000000000},
     {<<"long">>, long, -1234567890123}, {<<"float">>, float, 1.5}, {<<"double">>, double, -2.25}, {<<"decimal">>, decimal, {2, 999}},
     {<<"longstr">>, longstr, <<"text">>}, {<<"binary">>, binary, <<0, 255>>}, {<<"timestamp">>, timestamp, 1700000000},
     {<<"void">>, void, undefined}, {<<"table">>, table, [{<<"a">>, longstr, <<"b">>}]},
     {<<"array">>, array, [{signedint, 1}, {longstr, <<"two">>}, {array, []}, {table, []}, {void, undefined}]}],
    Octets = iolist_to_binary(rabbit_binary_generator:generate_table(Table)),
    io:format("~s", [[io_lib:format("~2.16.0b", [O]) || <<O>> <= Octets]]), halt().
"""


def method_octets(name, method, fmt, values):
    pieces = []
    if method is None:
        index, compose = COMPOSED[name]
        compose(pieces)
    else:
        index, pieces = method.INDEX, method.encode()
    octets = b''.join(pieces)
    other = amqp.serialization.dumps(fmt, values)
    assert octets == other, f'{name}: pika {octets.hex()}, py-amqp {other.hex()}'
    return struct.pack('>I', index) + octets


def properties_octets(properties):
    octets = b''.join(spec.BasicProperties(**properties).encode())
    message = basic_message.Message('', **{{'headers': 'application_headers'}.get(name, name): value for name, value in properties.items()})
    other = message._serialize_properties()
    assert octets == other, f'{properties}: pika {octets.hex()}, py-amqp {other.hex()}'
    return octets


def rabbitmq_table():
    ebin = glob.glob('/usr/lib/rabbitmq/lib/rabbitmq_server-*/plugins/rabbit_common-*/ebin')[0]
    return subprocess.run(
        ['erl', '-pa', ebin, '-noshell', '-eval', ERLANG_TABLE.replace('\n', ' ')], capture_output=True, check=True, text=True).stdout


def write(name, lines):
    (HERE / name).write_text('\n'.join(lines) + '\n')


write('methods.golden', [f'{name} {method_octets(name, *rest).hex()}' for name, rest in METHODS.items()])
write('properties.golden', [
    'all ' + properties_octets(PROPERTIES).hex(),
    'none ' + properties_octets({}).hex(),
    *(f'{name.replace("_", "-")} {properties_octets({name: value}).hex()}' for name, value in PROPERTIES.items())])
write('table.golden', ['table ' + rabbitmq_table()])
