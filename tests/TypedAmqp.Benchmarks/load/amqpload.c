/* amqpload: a small neutral load generator for any AMQP 0-9-1 broker.
 *
 * It pre-encodes its publish frames and only walks the frames that come back,
 * so almost all of the CPU time of a run belongs to the broker under test.
 *
 *   cc -O2 -pthread -o amqpload amqpload.c
 *   amqpload flow  [options]   publish and consume at once; msgs/s end to end
 *   amqpload fill  [options]   publish only, then wait until the broker took all
 *   amqpload drain [options]   consume what fill left
 *   amqpload rtt   [options]   one message in flight; latency percentiles
 *   amqpload conns [options]   open --count connections and hold them --hold seconds
 *   amqpload queues [options]  declare --count queues; declares/s
 *   amqpload stall [options]   publish while a consumer does not read; then wait for the end of standard input
 *   amqpload relay [options]   no broker: the same bytes through a bare TCP relay
 *                              (in: publish frames, out: deliver frames): the ceiling
 *
 * options: --host 127.0.0.1 --port 5672 --user guest --password guest --vhost /
 *   --messages N (per producer)  --size BYTES  --producers P  --consumers C
 *   --queues Q (messages go to queue i%Q)  --durable  --persistent
 *   --confirm W (publisher confirms, at most W unconfirmed; 0: off)
 *   --ack K (manual acks, one multiple-ack every K; 0: no-ack) --prefetch N
 *   --exchange NAME --key KEY (publish there instead of the default exchange)
 *   --topic N (declare that exchange as a topic exchange, and bind each queue to it N times; one binding matches the key)
 *   --batch N (messages a write; 0: as many as fit 32 KiB, as a pipelining client does; 1: as a naive one)
 *   --count N --hold S --timeout S
 *
 * One line of JSON on standard output; errors on standard error and exit 1.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *host = "127.0.0.1", *port = "5672", *user = "guest", *password = "guest", *vhost = "/";
static const char *exchange = "", *key = NULL, *prefix = "load";
static long messages = 200000, count = 1000;
static int size = 16, producers = 1, consumers = 1, queues = 1, durable = 0, persistent = 0;
static int confirm_window = 0, ack_every = 0, prefetch = 0, hold = 5, timeout_s = 120, write_batch = 0, topic = 0;

static void die(const char *fmt, ...) {
    va_list ap; va_start(ap, fmt); fprintf(stderr, "amqpload: "); vfprintf(stderr, fmt, ap); fputc('\n', stderr); exit(1);
}
static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec / 1e9; }

/* --- growing byte buffer with AMQP primitives ------------------------------------------- */
typedef struct { uint8_t *p; size_t n, cap; } Buf;
static void need(Buf *b, size_t k) { if (b->n + k > b->cap) { b->cap = (b->n + k) * 2 + 64; b->p = realloc(b->p, b->cap); if (!b->p) die("out of memory"); } }
static void u8(Buf *b, unsigned v) { need(b, 1); b->p[b->n++] = v; }
static void u16(Buf *b, unsigned v) { u8(b, v >> 8); u8(b, v); }
static void u32(Buf *b, uint32_t v) { u16(b, v >> 16); u16(b, v); }
static void u64(Buf *b, uint64_t v) { u32(b, v >> 32); u32(b, v); }
static void sstr(Buf *b, const char *s) { size_t k = strlen(s); u8(b, k); need(b, k); memcpy(b->p + b->n, s, k); b->n += k; }
static void lstr(Buf *b, const void *s, size_t k) { u32(b, k); need(b, k); memcpy(b->p + b->n, s, k); b->n += k; }
static void frame_begin(Buf *b, int type, int ch, size_t *mark) { u8(b, type); u16(b, ch); *mark = b->n; u32(b, 0); }
static void frame_end(Buf *b, size_t mark) { uint32_t k = b->n - mark - 4; uint8_t *q = b->p + mark; q[0] = k >> 24; q[1] = k >> 16; q[2] = k >> 8; q[3] = k; u8(b, 0xCE); }

/* --- connection -------------------------------------------------------------------------- */
typedef struct { int fd; uint8_t *in; size_t start, end, cap; } Conn;
typedef struct { int type, ch; uint32_t len; uint8_t *p; } Frame;

static void send_all(int fd, const uint8_t *p, size_t n) {
    while (n) { ssize_t k = send(fd, p, n, MSG_NOSIGNAL); if (k < 0) { if (errno == EINTR) continue; die("send: %s", strerror(errno)); } p += k; n -= k; }
}
static int dial(const char *h, const char *po) {
    struct addrinfo hint = {.ai_socktype = SOCK_STREAM, .ai_family = AF_INET}, *r;
    if (getaddrinfo(h, po, &hint, &r)) die("cannot resolve %s", h);
    int fd = socket(r->ai_family, SOCK_STREAM, 0), one = 1;
    if (connect(fd, r->ai_addr, r->ai_addrlen)) die("cannot connect to %s:%s: %s", h, po, strerror(errno));
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct timeval tv = {timeout_s, 0}; setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    freeaddrinfo(r); return fd;
}
/* Fills the buffer until at least k bytes are there; 0 at a clean end. */
static int fill(Conn *c, size_t k) {
    if (c->start && c->start == c->end) c->start = c->end = 0;
    if (c->start + k > c->cap) { memmove(c->in, c->in + c->start, c->end - c->start); c->end -= c->start; c->start = 0; if (k > c->cap) { c->cap = k * 2; c->in = realloc(c->in, c->cap); } }
    while (c->end - c->start < k) {
        ssize_t r = recv(c->fd, c->in + c->end, c->cap - c->end, 0);
        if (r == 0) return 0;
        if (r < 0) { if (errno == EINTR) continue; die("recv: %s", errno == EAGAIN ? "timed out" : strerror(errno)); }
        c->end += r;
    }
    return 1;
}
static int next_frame(Conn *c, Frame *f) {
    if (!fill(c, 7)) return 0;
    uint8_t *q = c->in + c->start; uint32_t len = (uint32_t)q[3] << 24 | q[4] << 16 | q[5] << 8 | q[6];
    if (!fill(c, 8 + (size_t)len)) return 0;
    q = c->in + c->start; f->type = q[0]; f->ch = q[1] << 8 | q[2]; f->len = len; f->p = q + 7;
    if (q[7 + len] != 0xCE) die("bad frame end");
    c->start += 8 + (size_t)len; return 1;
}
static uint32_t method_of(Frame *f) { return (uint32_t)f->p[0] << 24 | f->p[1] << 16 | f->p[2] << 8 | f->p[3]; }
#define M(c, m) ((uint32_t)(c) << 16 | (m))
static void check_close(Frame *f) {
    uint32_t m = method_of(f);
    if (m == M(10, 50) || m == M(20, 40)) die("broker closed the %s: %d %.*s", m >> 16 == 10 ? "connection" : "channel", f->p[4] << 8 | f->p[5], f->p[6], f->p + 7);
}
static void expect(Conn *c, uint32_t want, Frame *out) {
    for (;;) {
        Frame f;
        if (!next_frame(c, &f)) die("connection ended while waiting for %u.%u", want >> 16, want & 0xffff);
        if (f.type != 1) continue;
        check_close(&f);
        if (method_of(&f) == want) { if (out) *out = f; return; }
    }
}
static void method(Buf *b, int ch, int cls, int m, size_t *mark) { frame_begin(b, 1, ch, mark); u16(b, cls); u16(b, m); }

static Conn *open_conn(void) {
    Conn *c = calloc(1, sizeof *c); c->fd = dial(host, port); c->cap = 1 << 18; c->in = malloc(c->cap);
    send_all(c->fd, (const uint8_t *)"AMQP\0\0\x09\x01", 8);
    expect(c, M(10, 10), NULL);
    Buf b = {0}; size_t k; char sasl[512]; int n = snprintf(sasl, sizeof sasl, "%c%s%c%s", 0, user, 0, password);
    method(&b, 0, 10, 11, &k); u32(&b, 0); sstr(&b, "PLAIN"); lstr(&b, sasl, n); sstr(&b, "en_US"); frame_end(&b, k); send_all(c->fd, b.p, b.n); b.n = 0;
    Frame f; expect(c, M(10, 30), &f);
    uint8_t tune[8]; memcpy(tune, f.p + 4, 8);
    method(&b, 0, 10, 31, &k); for (int i = 0; i < 6; i++) u8(&b, tune[i]); u16(&b, 0); frame_end(&b, k);
    method(&b, 0, 10, 40, &k); sstr(&b, vhost); sstr(&b, ""); u8(&b, 0); frame_end(&b, k); send_all(c->fd, b.p, b.n); b.n = 0;
    expect(c, M(10, 41), NULL);
    method(&b, 1, 20, 10, &k); sstr(&b, ""); frame_end(&b, k); send_all(c->fd, b.p, b.n); free(b.p);
    expect(c, M(20, 11), NULL);
    return c;
}
static void queue_name(char *s, size_t n, int i) { snprintf(s, n, "%s-%d", prefix, i); }
static void declare(Conn *c, const char *q) {
    Buf b = {0}; size_t k; method(&b, 1, 50, 10, &k); u16(&b, 0); sstr(&b, q); u8(&b, durable ? 2 : 0); u32(&b, 0); frame_end(&b, k);
    send_all(c->fd, b.p, b.n); free(b.p); expect(c, M(50, 11), NULL);
}
static void bind_queue(Conn *c, const char *q, const char *pattern) {
    Buf b = {0}; size_t k; method(&b, 1, 50, 20, &k); u16(&b, 0); sstr(&b, q); sstr(&b, exchange); sstr(&b, pattern); u8(&b, 0); u32(&b, 0); frame_end(&b, k);
    send_all(c->fd, b.p, b.n); free(b.p); expect(c, M(50, 21), NULL);
}
/* Patterns of three kinds, as people write them; none but the last matches the key. */
static void bind_topic(Conn *c, const char *q) {
    Buf b = {0}; size_t k; method(&b, 1, 40, 10, &k); u16(&b, 0); sstr(&b, exchange); sstr(&b, "topic"); u8(&b, 0); u32(&b, 0); frame_end(&b, k);
    send_all(c->fd, b.p, b.n); free(b.p); expect(c, M(40, 11), NULL);
    for (int i = 1; i < topic; i++) { char p[64]; snprintf(p, sizeof p, i % 3 == 0 ? "other%d.*.placed" : i % 3 == 1 ? "order.*.other%d" : "order.eu.other%d.#", i); bind_queue(c, q, p); }
    bind_queue(c, q, key);
}
static uint32_t depth(Conn *c, const char *q) {
    Buf b = {0}; size_t k; Frame f; method(&b, 1, 50, 10, &k); u16(&b, 0); sstr(&b, q); u8(&b, 1); u32(&b, 0); frame_end(&b, k);
    send_all(c->fd, b.p, b.n); free(b.p); expect(c, M(50, 11), &f);
    uint8_t *p = f.p + 5 + f.p[4]; return (uint32_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
}
static void delete_queue(Conn *c, const char *q) {
    Buf b = {0}; size_t k; method(&b, 1, 50, 40, &k); u16(&b, 0); sstr(&b, q); u8(&b, 0); frame_end(&b, k);
    send_all(c->fd, b.p, b.n); free(b.p); expect(c, M(50, 41), NULL);
}
static void publish_frames(Buf *b, const char *ex, const char *rk, int len) {
    size_t k; method(b, 1, 60, 40, &k); u16(b, 0); sstr(b, ex); sstr(b, rk); u8(b, 0); frame_end(b, k);
    frame_begin(b, 2, 1, &k); u16(b, 60); u16(b, 0); u64(b, len); u16(b, 0x1000); u8(b, persistent ? 2 : 1); frame_end(b, k);
    for (int left = len; left > 0;) { int part = left > 131064 ? 131064 : left; frame_begin(b, 3, 1, &k); need(b, part); memset(b->p + b->n, 'x', part); b->n += part; frame_end(b, k); left -= part; }
}

/* --- roles ------------------------------------------------------------------------------- */
static atomic_long consumed, published; static atomic_int consumers_ready; static double last_consumed; static long goal;

static void *producer(void *arg) {
    int id = (int)(intptr_t)arg; Conn *c = open_conn(); Buf b = {0}; size_t k; char q[64];
    if (confirm_window) { method(&b, 1, 85, 10, &k); u8(&b, 0); frame_end(&b, k); send_all(c->fd, b.p, b.n); b.n = 0; expect(c, M(85, 11), NULL); }
    queue_name(q, sizeof q, id % queues);
    int batch = 1; publish_frames(&b, exchange, key ? key : q, size); size_t one = b.n;
    if (write_batch) batch = write_batch;
    else while (batch * one < 32768 && (!confirm_window || batch * 2 <= confirm_window)) batch *= 2;
    for (int i = 1; i < batch; i++) publish_frames(&b, exchange, key ? key : q, size);
    long sent = 0, acked = 0;
    while (sent < messages) {
        long n = messages - sent < batch ? messages - sent : batch;
        send_all(c->fd, b.p, n * one); sent += n;
        while (confirm_window && sent - acked > confirm_window - batch && acked < sent) {
            Frame f; if (!next_frame(c, &f)) die("connection ended"); if (f.type != 1) continue; check_close(&f);
            if (method_of(&f) == M(60, 80) || method_of(&f) == M(60, 120)) {
                uint64_t tag = 0; for (int i = 0; i < 8; i++) tag = tag << 8 | f.p[4 + i];
                if (method_of(&f) == M(60, 120)) die("broker nacked %lu", tag);
                if (f.p[12] & 1) acked = tag; else acked++;
            }
        }
    }
    while (confirm_window && acked < sent) { Frame f; if (!next_frame(c, &f)) die("connection ended"); if (f.type != 1) continue; check_close(&f);
        if (method_of(&f) == M(60, 80)) { uint64_t tag = 0; for (int i = 0; i < 8; i++) tag = tag << 8 | f.p[4 + i]; if (f.p[12] & 1) acked = tag; else acked++; } }
    b.n = 0; method(&b, 1, 20, 10 + 30, &k); u16(&b, 200); sstr(&b, "bye"); u32(&b, 0); frame_end(&b, k); send_all(c->fd, b.p, b.n);
    for (;;) { Frame f; if (!next_frame(c, &f)) break; if (f.type == 1 && method_of(&f) == M(20, 41)) break; } /* the broker took every publish */
    atomic_fetch_add(&published, sent); close(c->fd); free(b.p); return NULL;
}
static void *consumer(void *arg) {
    int id = (int)(intptr_t)arg; Conn *c = open_conn(); Buf b = {0}; size_t k; char q[64]; queue_name(q, sizeof q, id % queues);
    if (prefetch) { method(&b, 1, 60, 10, &k); u32(&b, 0); u16(&b, prefetch); u8(&b, 0); frame_end(&b, k); send_all(c->fd, b.p, b.n); b.n = 0; expect(c, M(60, 11), NULL); }
    method(&b, 1, 60, 20, &k); u16(&b, 0); sstr(&b, q); sstr(&b, ""); u8(&b, ack_every ? 0 : 2); u32(&b, 0); frame_end(&b, k); send_all(c->fd, b.p, b.n);
    expect(c, M(60, 21), NULL); atomic_fetch_add(&consumers_ready, 1);
    long mine = 0, unacked = 0; uint64_t tag = 0, body = 0; 
    while (atomic_load_explicit(&consumed, memory_order_relaxed) < goal) {
        Frame f; if (!next_frame(c, &f)) break;
        int done = 0;
        if (f.type == 1) { check_close(&f); if (method_of(&f) == M(60, 60)) { uint8_t *p = f.p + 5 + f.p[4]; tag = 0; for (int i = 0; i < 8; i++) tag = tag << 8 | p[i]; } }
        else if (f.type == 2) { body = 0; for (int i = 0; i < 8; i++) body = body << 8 | f.p[4 + i]; done = body == 0; }
        else if (f.type == 3) { body -= f.len; done = body == 0; }
        if (!done) continue;
        mine++; unacked++;
        int idle = c->end == c->start;
        if (ack_every && (unacked >= ack_every || (idle && prefetch && unacked >= prefetch / 2))) { b.n = 0; method(&b, 1, 60, 80, &k); u64(&b, tag); u8(&b, 1); frame_end(&b, k); send_all(c->fd, b.p, b.n); unacked = 0; }
        long total = atomic_fetch_add_explicit(&consumed, 1, memory_order_relaxed) + 1;
        if (total == goal) { last_consumed = now(); if (ack_every && unacked) { b.n = 0; method(&b, 1, 60, 80, &k); u64(&b, tag); u8(&b, 1); frame_end(&b, k); send_all(c->fd, b.p, b.n); } break; }
    }
    shutdown(c->fd, SHUT_WR); close(c->fd); return NULL;
}
static void setup_queues(int keep) {
    Conn *c = open_conn(); char q[64];
    for (int i = 0; i < queues; i++) { queue_name(q, sizeof q, i); if (!keep) { delete_queue(c, q); } declare(c, q); if (topic) bind_topic(c, q); }
    close(c->fd);
}
static void cleanup(void) { Conn *c = open_conn(); char q[64]; for (int i = 0; i < queues; i++) { queue_name(q, sizeof q, i); delete_queue(c, q); } close(c->fd); }
static void report(const char *mode, long n, double secs) {
    struct rusage u; getrusage(RUSAGE_SELF, &u); double cpu = u.ru_utime.tv_sec + u.ru_utime.tv_usec / 1e6 + u.ru_stime.tv_sec + u.ru_stime.tv_usec / 1e6;
    printf("{\"mode\":\"%s\",\"messages\":%ld,\"size\":%d,\"producers\":%d,\"consumers\":%d,\"queues\":%d,\"persistent\":%d,\"confirm\":%d,\"ack\":%d,\"prefetch\":%d,\"seconds\":%.4f,\"rate\":%.0f,\"client_cpu_s\":%.3f}\n",
           mode, n, size, producers, consumers, queues, persistent, confirm_window, ack_every, prefetch, secs, n / secs, cpu);
}
static void flow(void) {
    setup_queues(0); goal = messages * producers; pthread_t pt[256], ct[256];
    for (int i = 0; i < consumers; i++) pthread_create(&ct[i], NULL, consumer, (void *)(intptr_t)i);
    while (atomic_load(&consumers_ready) < consumers) usleep(500);
    double t = now(); for (int i = 0; i < producers; i++) pthread_create(&pt[i], NULL, producer, (void *)(intptr_t)i);
    for (int i = 0; i < producers; i++) pthread_join(pt[i], NULL);
    while (atomic_load(&consumed) < goal) { usleep(200); if (now() - t > timeout_s) die("timed out: %ld of %ld consumed", atomic_load(&consumed), goal); }
    while (last_consumed == 0) usleep(100);
    report("flow", goal, last_consumed - t); usleep(50000); cleanup(); exit(0);
}
static void fill_mode(void) {
    setup_queues(0); pthread_t pt[256]; double t = now();
    for (int i = 0; i < producers; i++) pthread_create(&pt[i], NULL, producer, (void *)(intptr_t)i);
    for (int i = 0; i < producers; i++) pthread_join(pt[i], NULL);
    report("fill", messages * producers, now() - t);
}
static void *all_producers(void *arg) {
    pthread_t pt[256]; for (int i = 0; i < producers; i++) pthread_create(&pt[i], NULL, producer, (void *)(intptr_t)i);
    for (int i = 0; i < producers; i++) pthread_join(pt[i], NULL);
    return arg;
}
static void stall(void) {
    setup_queues(0); Conn *c = open_conn(); Buf b = {0}; size_t k; char q[64]; queue_name(q, sizeof q, 0);
    method(&b, 1, 60, 20, &k); u16(&b, 0); sstr(&b, q); sstr(&b, ""); u8(&b, 2); u32(&b, 0); frame_end(&b, k); send_all(c->fd, b.p, b.n); expect(c, M(60, 21), NULL);
    pthread_t t; double begin = now(); pthread_create(&t, NULL, all_producers, NULL);
    while (atomic_load(&published) < messages * producers && now() - begin < hold) usleep(1000);
    printf("{\"mode\":\"stall\",\"messages\":%ld,\"taken\":%s,\"seconds\":%.4f}\n", messages * producers, atomic_load(&published) == messages * producers ? "true" : "false", now() - begin);
    fflush(stdout); while (getchar() != EOF) { } exit(0);
}
static void drain(void) {
    Conn *c = open_conn(); char q[64]; goal = 0; for (int i = 0; i < queues; i++) { queue_name(q, sizeof q, i); goal += depth(c, q); }
    if (!goal) die("nothing to drain");
    pthread_t ct[256]; double t = now();
    for (int i = 0; i < consumers; i++) pthread_create(&ct[i], NULL, consumer, (void *)(intptr_t)i);
    while (last_consumed == 0) { usleep(200); if (now() - t > timeout_s) die("timed out: %ld of %ld", atomic_load(&consumed), goal); }
    report("drain", goal, last_consumed - t); usleep(50000); cleanup(); exit(0);
}
static int cmp(const void *a, const void *b) { double x = *(double *)a, y = *(double *)b; return x < y ? -1 : x > y; }
static void rtt(void) {
    queues = 1; setup_queues(0); Conn *p = open_conn(), *c = open_conn(); Buf b = {0}, a = {0}; size_t k; char q[64]; queue_name(q, sizeof q, 0);
    method(&b, 1, 60, 20, &k); u16(&b, 0); sstr(&b, q); sstr(&b, ""); u8(&b, 2); u32(&b, 0); frame_end(&b, k); send_all(c->fd, b.p, b.n); expect(c, M(60, 21), NULL);
    b.n = 0; publish_frames(&b, exchange, key ? key : q, size); double *lat = malloc(sizeof *lat * messages); double begin = now();
    for (long i = 0; i < messages; i++) { double t = now(); send_all(p->fd, b.p, b.n); uint64_t left = 1;
        for (;;) { Frame f; if (!next_frame(c, &f)) die("connection ended"); if (f.type == 1) check_close(&f);
            if (f.type == 2) { left = 0; for (int j = 0; j < 8; j++) left = left << 8 | f.p[4 + j]; if (!left) break; } else if (f.type == 3) { left -= f.len; if (!left) break; } }
        lat[i] = (now() - t) * 1e6; }
    double secs = now() - begin; qsort(lat, messages, sizeof *lat, cmp);
    printf("{\"mode\":\"rtt\",\"messages\":%ld,\"size\":%d,\"seconds\":%.4f,\"p50_us\":%.1f,\"p99_us\":%.1f,\"p999_us\":%.1f,\"max_us\":%.1f}\n", messages, size, secs, lat[messages / 2], lat[messages * 99 / 100], lat[messages * 999 / 1000], lat[messages - 1]);
    (void)a; cleanup();
}
static void conns(void) {
    double t = now(); for (long i = 0; i < count; i++) { Conn *c = open_conn(); free(c->in); c->in = NULL; }
    double secs = now() - t; printf("{\"mode\":\"conns\",\"count\":%ld,\"seconds\":%.4f,\"rate\":%.0f}\n", count, secs, count / secs); fflush(stdout); sleep(hold);
}
static void many_queues(void) {
    Conn *c = open_conn(); char q[64]; double t = now(); for (long i = 0; i < count; i++) { snprintf(q, sizeof q, "%s-many-%ld", prefix, i); declare(c, q); }
    double secs = now() - t; printf("{\"mode\":\"queues\",\"count\":%ld,\"seconds\":%.4f,\"rate\":%.0f}\n", count, secs, count / secs); fflush(stdout); sleep(hold);
    for (long i = 0; i < count; i++) { snprintf(q, sizeof q, "%s-many-%ld", prefix, i); delete_queue(c, q); }
}

/* --- the ceiling: the same bytes through a bare relay --------------------------------------- */
static int listen_on(struct sockaddr_in *a) {
    int fd = socket(AF_INET, SOCK_STREAM, 0); memset(a, 0, sizeof *a); a->sin_family = AF_INET; a->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(fd, (struct sockaddr *)a, sizeof *a) || listen(fd, 2)) die("listen: %s", strerror(errno));
    socklen_t l = sizeof *a; getsockname(fd, (struct sockaddr *)a, &l); return fd;
}
typedef struct { int fd; size_t bytes; } Sink;
static void *sink(void *arg) { Sink *s = arg; static __thread uint8_t buf[1 << 18]; size_t left = s->bytes; while (left) { ssize_t k = recv(s->fd, buf, sizeof buf, 0); if (k <= 0) die("relay ended early"); left -= k; } return NULL; }
static void relay(void) {
    Buf pub = {0}; char q[64]; queue_name(q, sizeof q, 0); publish_frames(&pub, "", q, size); size_t in = pub.n;
    Buf del = {0}; size_t k; method(&del, 1, 60, 60, &k); sstr(&del, "amq.ctag-0123456789abcdefghijkl"); u64(&del, 1); u8(&del, 0); sstr(&del, ""); sstr(&del, q); frame_end(&del, k);
    size_t head = del.n; Buf rest = {0}; publish_frames(&rest, "", q, size); Buf m = {0}; method(&m, 1, 60, 40, &k); u16(&m, 0); sstr(&m, ""); sstr(&m, q); u8(&m, 0); frame_end(&m, k);
    size_t out = head + (rest.n - m.n); struct sockaddr_in a; int l = listen_on(&a); size_t total_in = in * messages, total_out = out * messages;
    pid_t child = fork();
    if (child == 0) { int x = accept(l, NULL, NULL), y = accept(l, NULL, NULL), one = 1; setsockopt(y, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        static uint8_t buf[1 << 16]; static uint8_t obuf[1 << 18]; size_t got = 0, sent = 0;
        while (got < total_in) { ssize_t r = recv(x, buf, sizeof buf, 0); if (r <= 0) _exit(1); got += r; size_t want = (size_t)((double)got / total_in * total_out); if (got == total_in) want = total_out; while (sent < want) { size_t part = want - sent < sizeof obuf ? want - sent : sizeof obuf; send_all(y, obuf, part); sent += part; } }
        _exit(0); }
    char po[16]; snprintf(po, sizeof po, "%d", ntohs(a.sin_port)); int p = dial("127.0.0.1", po), c = dial("127.0.0.1", po); Sink s = {c, total_out}; pthread_t t; double begin = now(); pthread_create(&t, NULL, sink, &s);
    Buf b = {0}; int batch = write_batch ? write_batch : (int)(32768 / in) + 1; for (int i = 0; i < batch; i++) publish_frames(&b, "", q, size);
    for (long sent = 0; sent < messages;) { long n = messages - sent < batch ? messages - sent : batch; send_all(p, b.p, n * in); sent += n; }
    pthread_join(t, NULL); report("relay", messages, now() - begin); waitpid(child, NULL, 0);
}

int main(int argc, char **argv) {
    if (argc < 2) die("usage: amqpload flow|fill|drain|rtt|conns|queues|relay [options]");
    for (int i = 2; i < argc; i++) {
        char *o = argv[i];
        if (!strcmp(o, "--durable")) { durable = 1; continue; }
        if (!strcmp(o, "--persistent")) { persistent = 1; continue; }
        if (i + 1 >= argc) die("%s takes a value", o);
        char *v = argv[++i];
        if (!strcmp(o, "--host")) host = v; else if (!strcmp(o, "--port")) port = v; else if (!strcmp(o, "--user")) user = v; else if (!strcmp(o, "--password")) password = v;
        else if (!strcmp(o, "--vhost")) vhost = v; else if (!strcmp(o, "--messages")) messages = atol(v); else if (!strcmp(o, "--size")) size = atoi(v);
        else if (!strcmp(o, "--producers")) producers = atoi(v); else if (!strcmp(o, "--consumers")) consumers = atoi(v); else if (!strcmp(o, "--queues")) queues = atoi(v);
        else if (!strcmp(o, "--confirm")) confirm_window = atoi(v); else if (!strcmp(o, "--ack")) ack_every = atoi(v); else if (!strcmp(o, "--prefetch")) prefetch = atoi(v);
        else if (!strcmp(o, "--exchange")) exchange = v; else if (!strcmp(o, "--key")) key = v; else if (!strcmp(o, "--prefix")) prefix = v; else if (!strcmp(o, "--count")) count = atol(v);
        else if (!strcmp(o, "--hold")) hold = atoi(v); else if (!strcmp(o, "--batch")) write_batch = atoi(v); else if (!strcmp(o, "--timeout")) timeout_s = atoi(v); else if (!strcmp(o, "--topic")) topic = atoi(v); else die("unknown option %s", o);
    }
    if (confirm_window && write_batch > confirm_window) die("--batch must not exceed --confirm");
    if (topic && (!*exchange || !key)) die("--topic needs --exchange and --key");
    if (producers > 256 || consumers > 256 || producers < 1 || consumers < 1 || queues < 1 || size < 0) die("out of range");
    const char *m = argv[1];
    if (!strcmp(m, "flow")) flow(); else if (!strcmp(m, "fill")) fill_mode(); else if (!strcmp(m, "drain")) drain(); else if (!strcmp(m, "stall")) stall(); else if (!strcmp(m, "rtt")) rtt();
    else if (!strcmp(m, "conns")) conns(); else if (!strcmp(m, "queues")) many_queues(); else if (!strcmp(m, "relay")) relay(); else die("unknown mode %s", m);
    return 0;
}
