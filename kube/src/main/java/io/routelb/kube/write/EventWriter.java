package io.routelb.kube.write;

import io.kubernetes.client.openapi.ApiClient;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeFailure;
import io.routelb.kube.api.Utf8Limit;
import io.routelb.model.ObjectKey;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events ({@code events.k8s.io/v1}) for people. {@link #record} never blocks and never fails: what is waiting is kept in a map by object
 * and reason, so a repeated event is counted, not queued again, and at most {@value #MOST_WAITING} wait. One thread of its own sends
 * them, 25 at once and then 5 a second; a repetition within ten minutes raises the count of the event already there.
 */
public final class EventWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);
    static final int MOST_WAITING = 1_000;
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final Duration STOP_WAIT = Duration.ofSeconds(2);

    /** {@code Normal}: as it should be; {@code Warning}: somebody may have to act. */
    public enum Type {
        NORMAL("Normal"),
        WARNING("Warning");

        final String kubernetesName;

        Type(String kubernetesName) {
            this.kubernetesName = kubernetesName;
        }
    }

    /** The object an event is about. {@code uid} and {@code resourceVersion} may be empty when not known. */
    public record Regarding(String apiVersion, String kind, ObjectKey key, String uid, String resourceVersion) {
        /** A Service. */
        public static Regarding service(ObjectKey key, String uid, String resourceVersion) {
            return new Regarding("v1", "Service", key, uid, resourceVersion);
        }

        /** A ServiceGroup. */
        public static Regarding serviceGroup(ObjectKey key, String uid, String resourceVersion) {
            return new Regarding("purelb.io/v2", "ServiceGroup", key, uid, resourceVersion);
        }

        /** A Node; its events are in namespace {@code default}. */
        public static Regarding node(String name, String uid) {
            return new Regarding("v1", "Node", ObjectKey.cluster(name), uid, "");
        }
    }

    /** What counts as the same event. */
    record Key(String kind, ObjectKey object, String uid, String type, String reason) {}

    /** An event to be sent; {@code count} occurrences came together. */
    record Waiting(Regarding regarding, String type, String reason, String action, String note, int count) {
        Key key() {
            return new Key(regarding.kind(), regarding.key(), regarding.uid(), type, reason);
        }

        Waiting again(Waiting newer) {
            return new Waiting(newer.regarding, newer.type, newer.reason, newer.action, newer.note, count + 1);
        }
    }

    private final Map<Key, Waiting> waiting = new LinkedHashMap<>();
    private final EventSender sender;
    private final Thread thread;
    private boolean stopping;
    private long dropped;

    /** {@code controller} such as {@code routelb.io/allocator}; {@code instance} the Pod or node. */
    public EventWriter(ApiClient client, String controller, String instance, Clock clock) {
        this.sender = new EventSender(new KubeApi(client), controller, instance, clock);
        this.thread = Thread.ofPlatform().daemon().name("events").start(this::run);
    }

    /**
     * Records that something has happened. Any thread; never blocks.
     *
     * @param reason one CamelCase word
     * @param action what was tried, one CamelCase word
     * @param note one sentence a person can act on; cut at 1024 bytes
     */
    public void record(Regarding regarding, Type type, String reason, String action, String note) {
        String cut = Utf8Limit.cut(note, Utf8Limit.EVENT_NOTE);
        Waiting event = new Waiting(regarding, type.kubernetesName, reason, action, cut, 1);
        synchronized (waiting) {
            if (waiting.size() >= MOST_WAITING && !waiting.containsKey(event.key())) {
                dropped++;
                return;
            }
            waiting.merge(event.key(), event, Waiting::again);
            waiting.notifyAll();
        }
    }

    /** Sends what is waiting for up to two seconds and ends. */
    @Override
    public void close() {
        synchronized (waiting) {
            stopping = true;
            waiting.notifyAll();
        }
        try {
            thread.join(STOP_WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }

    int waitingNow() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    private void run() {
        try {
            for (Optional<Waiting> next = take(); next.isPresent(); next = take()) {
                send(next.get());
            }
        } catch (InterruptedException e) {
            LOG.atDebug().log("events stopped");
        }
    }

    private Optional<Waiting> take() throws InterruptedException {
        synchronized (waiting) {
            while (waiting.isEmpty()) {
                if (stopping) {
                    return Optional.empty();
                }
                waiting.wait();
            }
            if (dropped > 0) {
                LOG.atWarn().addKeyValue("count", dropped).log("events dropped, too many were waiting");
                dropped = 0;
            }
            Waiting first = waiting.values().iterator().next();
            waiting.remove(first.key());
            return Optional.of(first);
        }
    }

    private void send(Waiting event) throws InterruptedException {
        try {
            sender.send(event);
        } catch (KubeFailure e) {
            if (e.reason() != KubeFailure.Reason.UNREACHABLE) {
                LOG.atWarn()
                        .addKeyValue("object", event.regarding().key())
                        .addKeyValue("event", event.reason())
                        .addKeyValue("reason", e.sentence())
                        .log("event refused");
                return;
            }
            synchronized (waiting) {
                if (stopping) {
                    return;
                }
                waiting.merge(event.key(), event, (newer, older) -> newer.again(newer));
            }
            Thread.sleep(RETRY);
        }
    }
}
