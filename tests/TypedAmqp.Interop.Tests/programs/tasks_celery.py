# Celery: a worker, and tasks that answer, are tried again, follow each other, run in a group, fail, and wait for their time.
import os

from celery import Celery, chain, group
from celery.contrib.testing.worker import start_worker

app = Celery("tasks", broker=os.environ["AMQP_URI"], backend="rpc://")
app.conf.update(task_acks_late=True, worker_prefetch_multiplier=2, worker_send_task_events=True, worker_hijack_root_logger=False, worker_redirect_stdouts=False)


@app.task
def add(a, b):
    return a + b


@app.task(bind=True, max_retries=5)
def flaky(self, times):
    if self.request.retries < times:
        raise self.retry(countdown=0)
    return self.request.retries


@app.task
def fail():
    raise ValueError("no")


with start_worker(app, pool="solo", loglevel="critical", perform_ping_check=False, shutdown_timeout=30):
    print("add", add.delay(2, 3).get(timeout=30))
    print("tried again", flaky.delay(3).get(timeout=30))
    print("chain", chain(add.s(1, 2), add.s(4))().get(timeout=30))
    print("group", group(add.s(i, i) for i in range(5))().get(timeout=30))
    print("later", add.apply_async((5, 5), countdown=0.1, expires=60, priority=3).get(timeout=30))
    try:
        fail.delay().get(timeout=30)
    except ValueError as error:
        print("failed", error)

    # Without the worker's ten seconds of farewell.
    os._exit(0)
