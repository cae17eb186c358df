package io.routelb.node.app;

import inet.ipaddr.IPAddress;
import io.routelb.kube.write.ServiceWriter;
import io.routelb.kube.write.Workers;
import io.routelb.kube.write.WriteResult;
import io.routelb.model.Annotations;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView;
import io.routelb.node.elect.Announcements;
import io.routelb.node.elect.Outcome.Carried;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes into Services which local addresses this node announces. At most {@value #MOST_AT_ONCE} requests are under way, one for a Service;
 * each is made from the newest snapshot, so nothing waits in a queue. A Service that changed meanwhile is tried again when its change is
 * seen, a request that failed at the next pass after {@link #RETRY_NANOS}. Owned by the loop.
 */
final class AnnouncementWrites {
    private static final Logger LOG = LoggerFactory.getLogger(AnnouncementWrites.class);
    private static final int MOST_AT_ONCE = 16;
    private static final long RETRY_NANOS = 1_000_000_000L;

    /** The effect port to Services; blocks for the answer. */
    @FunctionalInterface
    interface Services {
        /** See {@link ServiceWriter#write}. */
        WriteResult write(ServiceView before, ServiceView after);
    }

    private record Tried(String resourceVersion, long againAt) {}

    private final String node;
    private final Services services;
    private final Workers workers;
    private final Set<ObjectKey> writing = new HashSet<>();
    private final Map<ObjectKey, Tried> tried = new HashMap<>();

    AnnouncementWrites(String node, Services services, Workers workers) {
        this.node = node;
        this.services = services;
        this.workers = workers;
    }

    /** Sends what Services say wrongly about this node; {@code serving} is what it announces. */
    void update(ClusterSnapshot snapshot, Map<IPAddress, Carried> serving, long now) {
        tried.keySet().retainAll(snapshot.services().keySet());
        List<ServiceView> concerned = snapshot.services().values().stream()
                .filter(AnnouncementWrites::concerns)
                .sorted(Comparator.comparing(ServiceView::key))
                .toList();
        for (ServiceView service : concerned) {
            if (writing.size() >= MOST_AT_ONCE) {
                return;
            }
            if (mayTry(service, now)) {
                ServiceView wanted = Announcements.of(service, node, serving);
                if (!wanted.equals(service)) {
                    write(service, wanted, now);
                }
            }
        }
    }

    private static boolean concerns(ServiceView service) {
        return !service.deleting()
                && Annotations.ALLOCATED_BY_VALUE.equals(service.annotation(Annotations.ALLOCATED_BY))
                && ("local".equals(service.annotation(Annotations.POOL_TYPE))
                        || service.annotations().containsKey(Annotations.ANNOUNCING_IPV4)
                        || service.annotations().containsKey(Annotations.ANNOUNCING_IPV6));
    }

    private boolean mayTry(ServiceView service, long now) {
        Tried last = tried.getOrDefault(service.key(), new Tried("", now));
        boolean again = !last.resourceVersion().equals(service.resourceVersion()) || now - last.againAt() >= 0;
        return again && !writing.contains(service.key());
    }

    private void write(ServiceView before, ServiceView after, long now) {
        ObjectKey key = before.key();
        writing.add(key);
        tried.put(key, new Tried(before.resourceVersion(), now + RETRY_NANOS));
        workers.start(() -> services.write(before, after), result -> {
            writing.remove(key);
            switch (result) {
                case WriteResult.Written written ->
                    LOG.atDebug().addKeyValue("service", key).log("announcement written");
                case WriteResult.Conflict conflict ->
                    LOG.atDebug().addKeyValue("service", key).log("Service has changed");
                case WriteResult.Gone gone ->
                    LOG.atDebug().addKeyValue("service", key).log("Service has gone");
                case WriteResult.Failed failure ->
                    LOG.atWarn()
                            .addKeyValue("service", key)
                            .addKeyValue("reason", failure.reason())
                            .log("who announces the address cannot be written into the Service");
            }
        });
    }
}
