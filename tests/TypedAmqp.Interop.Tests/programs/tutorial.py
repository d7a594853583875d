"""Where the broker is. Everything else in these programs is as the tutorials write it."""
import os
import signal
import urllib.parse

import pika

URI = os.environ["AMQP_URI"]

# Ctrl+C ends a tutorial's consumer; a shell that started us in the background may have turned that off.
signal.signal(signal.SIGINT, signal.default_int_handler)


def connect(virtual_host=None, user=None, password=None):
    parameters = pika.URLParameters(URI)
    if virtual_host is not None:
        parameters.virtual_host = virtual_host
    if user is not None:
        parameters.credentials = pika.PlainCredentials(user, password)
    return pika.BlockingConnection(parameters)


def amqp_arguments():
    """The same place for py-amqp, which knows no URIs."""
    uri = urllib.parse.urlparse(URI)
    return {
        "host": f"{uri.hostname}:{uri.port}",
        "userid": uri.username,
        "password": uri.password,
        "virtual_host": urllib.parse.unquote(uri.path[1:]) or "/",
    }


def to_its_end(callback):
    """Ctrl+C waits until the callback has returned: a task that is done is also acknowledged."""
    def guarded(*arguments):
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        try:
            callback(*arguments)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])

    return guarded
