/* The packet mill of the light load client: one thread sends RTP streams, another receives and counts.
 *
 * Python connects the peers (STUN, DTLS) and hands over connected UDP sockets with their SRTP keys.
 * Every payload ends with a stamp (magic, CLOCK_MONOTONIC nanoseconds), so that measured receivers
 * know how long a packet was under way.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <srtp2/srtp.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>

enum {
    MAX_STREAMS = 64,
    MAX_RECEIVERS = 512,
    MAX_LATENCIES = 2000000,
    MAX_PACKET = 1500,
    MAX_HEADER = 64,
    BATCH = 64,
    VIDEO_FRAMES_PER_KEYFRAME = 25,
    VIDEO_CLOCK_HZ = 90000,
    AUDIO_CLOCK_HZ = 48000,
};

static const char STAMP_MAGIC[8] = "ONLOAD01";
enum { STAMP_BYTES = sizeof STAMP_MAGIC + sizeof(uint64_t) };

typedef struct {
    int fd;
    srtp_t srtp;
    bool video;
    uint8_t header[MAX_HEADER]; /* RTP header with its extensions; seqno and timestamp change */
    int header_bytes;
    int payload_bytes;
    uint64_t period_ns, due_ns;
    uint16_t seqno;
    uint32_t timestamp, timestamp_step;
    uint16_t picture_id;
} stream_t;

typedef struct {
    int fd;
    srtp_t srtp; /* NULL: counted, not decrypted */
} receiver_t;

typedef struct {
    uint64_t sent, send_errors, received, received_bytes, undecryptable;
} load_counts_t;

static stream_t streams[MAX_STREAMS];
static receiver_t receivers[MAX_RECEIVERS];
static int stream_count, receiver_count;
static float latencies_ms[MAX_LATENCIES];
static atomic_int latency_count;
static atomic_bool running, measuring;
static atomic_ullong sent, send_errors, received, received_bytes, undecryptable;
static pthread_t send_thread, receive_thread;

static uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void put16(uint8_t *at, uint16_t v) {
    at[0] = v >> 8;
    at[1] = (uint8_t)v;
}

static void put32(uint8_t *at, uint32_t v) {
    put16(at, v >> 16);
    put16(at + 2, (uint16_t)v);
}

/* One DTLS-SRTP direction: RFC 5764 gives one master key to all SSRCs of a direction. */
static srtp_t srtp_session(const uint8_t *key, int profile, srtp_ssrc_type_t direction) {
    srtp_policy_t policy;
    srtp_t session = NULL;
    memset(&policy, 0, sizeof policy);
    srtp_crypto_policy_set_from_profile_for_rtp(&policy.rtp, (srtp_profile_t)profile);
    srtp_crypto_policy_set_from_profile_for_rtcp(&policy.rtcp, (srtp_profile_t)profile);
    policy.ssrc.type = direction;
    policy.key = (uint8_t *)key;
    policy.window_size = 1024;
    return srtp_create(&session, &policy) == srtp_err_status_ok ? session : NULL;
}

/* 0, or -1 when the stream does not fit or the key is refused. */
int load_add_stream(int fd, const uint8_t *key, int profile, int video, const uint8_t *header,
                    int header_bytes, int payload_bytes, double packets_per_s) {
    if (stream_count == MAX_STREAMS || header_bytes > MAX_HEADER ||
        header_bytes + payload_bytes + SRTP_MAX_TRAILER_LEN > MAX_PACKET ||
        payload_bytes < STAMP_BYTES + 16)
        return -1;
    stream_t *s = &streams[stream_count];
    memset(s, 0, sizeof *s);
    s->srtp = srtp_session(key, profile, ssrc_any_outbound);
    if (!s->srtp) return -1;
    s->fd = fd;
    s->video = video;
    memcpy(s->header, header, header_bytes);
    s->header_bytes = header_bytes;
    s->payload_bytes = payload_bytes;
    s->period_ns = (uint64_t)(1e9 / packets_per_s);
    s->timestamp_step = (uint32_t)((video ? VIDEO_CLOCK_HZ : AUDIO_CLOCK_HZ) / packets_per_s);
    stream_count++;
    return 0;
}

int load_add_receiver(int fd, const uint8_t *key, int profile, int decrypt) {
    if (receiver_count == MAX_RECEIVERS) return -1;
    receiver_t *r = &receivers[receiver_count];
    r->fd = fd;
    r->srtp = decrypt ? srtp_session(key, profile, ssrc_any_inbound) : NULL;
    if (decrypt && !r->srtp) return -1;
    receiver_count++;
    return 0;
}

/* VP8 payload descriptor (RFC 7741) with a 15-bit picture id, then a frame header. */
static int put_vp8(uint8_t *at, stream_t *s) {
    static const uint8_t key_start[] = {0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01};
    static const uint8_t delta_start[] = {0x11, 0x02, 0x00};
    bool key = s->picture_id % VIDEO_FRAMES_PER_KEYFRAME == 0;
    at[0] = 0x90; /* X, S: extended, start of partition */
    at[1] = 0x80; /* I: picture id follows */
    put16(at + 2, 0x8000 | (s->picture_id & 0x7fff));
    s->picture_id++;
    memcpy(at + 4, key ? key_start : delta_start, key ? sizeof key_start : sizeof delta_start);
    return 4;
}

static void send_packet(stream_t *s) {
    uint8_t packet[MAX_PACKET];
    uint8_t *payload = packet + s->header_bytes;
    int length = s->header_bytes + s->payload_bytes;
    memcpy(packet, s->header, s->header_bytes);
    put16(packet + 2, s->seqno++);
    put32(packet + 4, s->timestamp);
    s->timestamp += s->timestamp_step;
    memset(payload, 0xab, s->payload_bytes);
    if (s->video) put_vp8(payload, s);
    uint64_t stamp = now_ns();
    memcpy(packet + length - STAMP_BYTES, STAMP_MAGIC, sizeof STAMP_MAGIC);
    memcpy(packet + length - sizeof stamp, &stamp, sizeof stamp);
    if (srtp_protect(s->srtp, packet, &length) == srtp_err_status_ok &&
        send(s->fd, packet, length, MSG_DONTWAIT) == length)
        sent++;
    else
        send_errors++;
}

static void sleep_until(uint64_t at_ns) {
    struct timespec t = {(time_t)(at_ns / 1000000000u), (long)(at_ns % 1000000000u)};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
}

static void *send_loop(void *unused) {
    (void)unused;
    uint64_t start_ns = now_ns();
    /* Streams start 3.7 ms apart: real publishers do not send in step. */
    for (int i = 0; i < stream_count; i++) streams[i].due_ns = start_ns + (uint64_t)i * 3700000u;
    while (running) {
        uint64_t now = now_ns(), next = now + 20000000u;
        for (int i = 0; i < stream_count; i++) {
            stream_t *s = &streams[i];
            if (s->due_ns <= now) {
                send_packet(s);
                s->due_ns += s->period_ns;
            }
            if (s->due_ns < next) next = s->due_ns;
        }
        sleep_until(next);
    }
    return NULL;
}

/* RFC 5761: payload types 64-95 with the marker bit's place make RTCP 192-223. */
static bool is_rtp(const uint8_t *packet, unsigned length) {
    return length > 12 && packet[0] >> 6 == 2 && !(packet[1] >= 192 && packet[1] <= 223);
}

static void record_latency(receiver_t *r, uint8_t *packet, unsigned length, uint64_t arrived_ns) {
    int plain = (int)length;
    uint64_t stamp;
    if (srtp_unprotect(r->srtp, packet, &plain) != srtp_err_status_ok) {
        undecryptable++;
        return;
    }
    uint8_t *end = packet + plain;
    if (!measuring || plain < STAMP_BYTES + 12 ||
        memcmp(end - STAMP_BYTES, STAMP_MAGIC, sizeof STAMP_MAGIC))
        return;
    memcpy(&stamp, end - sizeof stamp, sizeof stamp);
    if (latency_count < MAX_LATENCIES)
        latencies_ms[latency_count++] = (float)((double)(arrived_ns - stamp) / 1e6);
}

static void drain(receiver_t *r) {
    static uint8_t buffers[BATCH][2048];
    struct iovec parts[BATCH];
    struct mmsghdr messages[BATCH];
    memset(messages, 0, sizeof messages);
    for (int i = 0; i < BATCH; i++) {
        parts[i] = (struct iovec){buffers[i], sizeof buffers[i]};
        messages[i].msg_hdr.msg_iov = &parts[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    int count = recvmmsg(r->fd, messages, BATCH, MSG_DONTWAIT, NULL);
    uint64_t arrived_ns = r->srtp ? now_ns() : 0;
    for (int i = 0; i < count; i++) {
        if (!is_rtp(buffers[i], messages[i].msg_len)) continue;
        received++;
        received_bytes += messages[i].msg_len;
        if (r->srtp) record_latency(r, buffers[i], messages[i].msg_len, arrived_ns);
    }
}

static void *receive_loop(void *epoll) {
    struct epoll_event events[256];
    while (running) {
        int count = epoll_wait((int)(intptr_t)epoll, events, 256, 100);
        for (int i = 0; i < count; i++) drain(&receivers[events[i].data.u32]);
    }
    return NULL;
}

int load_init(void) { return srtp_init() == srtp_err_status_ok ? 0 : -1; }

int load_start(void) {
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0) return -1;
    for (int i = 0; i < receiver_count; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)i};
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, receivers[i].fd, &event)) return -1;
    }
    running = true;
    if (pthread_create(&receive_thread, NULL, receive_loop, (void *)(intptr_t)epoll)) return -1;
    return pthread_create(&send_thread, NULL, send_loop, NULL) ? -1 : 0;
}

void load_stop(void) {
    running = false;
    pthread_join(send_thread, NULL);
    pthread_join(receive_thread, NULL);
}

void load_measure(int on) {
    if (on) latency_count = 0;
    measuring = on;
}

void load_counts(load_counts_t *out) {
    *out = (load_counts_t){sent, send_errors, received, received_bytes, undecryptable};
}

/* Copies up to `capacity` measured latencies and returns how many. */
int load_latencies(float *out, int capacity) {
    int count = latency_count < capacity ? latency_count : capacity;
    memcpy(out, latencies_ms, (size_t)count * sizeof *out);
    return count;
}
