package io.routelb.kube.write;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import inet.ipaddr.IPAddress;
import io.kubernetes.client.openapi.ApiClient;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeFailure;
import io.routelb.kube.api.KubeKinds;
import io.routelb.model.AddressLockView;
import io.routelb.model.NodeLeaseView;
import io.routelb.model.NodeLeaseView.Standing;
import io.routelb.model.Prefix;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes the Leases of the election of local addresses: our own {@code purelb-node-NODE} and the locks of addresses. Each call is one
 * request with a precondition, or two where our own Lease has to be read first, and blocks for its answer. Renewals are for
 * one thread at a time; the locks may be written by any, each lock by one.
 *
 * <p>The times written are of the wall clock and for people; a lock gets a new version by every write because of them.
 */
public final class ElectionWriter {
    private final KubeApi api;
    private final String namespace;
    private final String node;
    private final Duration leaseDuration;
    private final Clock clock;
    private Optional<JsonObject> own = Optional.empty();

    /** What became of a write. */
    public sealed interface Result {
        /** It is in force; the object has this version now, empty after a deletion. */
        record Done(String resourceVersion) implements Result {}

        /** It is not, or nobody knows. */
        record Not(String reason) implements Result {}
    }

    /** No request takes longer than {@code atMost}. */
    public ElectionWriter(
            ApiClient client, String namespace, String node, Duration leaseDuration, Duration atMost, Clock clock) {
        this.api = new KubeApi(client, atMost);
        this.namespace = namespace;
        this.node = node;
        this.leaseDuration = leaseDuration;
        this.clock = clock;
    }

    /**
     * Renews our own Lease, or creates it. The precondition is the version of the last one of ours that was answered; a late renewal or
     * release of an earlier process on this node can therefore not undo it.
     */
    public Result renew(Standing standing, Collection<Prefix> subnets) {
        String name = NodeLeaseView.NAME_PREFIX + node;
        try {
            if (own.isEmpty()) {
                own = api.get(path(name));
            }
            JsonObject lease = ours(name, standing, subnets);
            JsonObject stored =
                    own.isEmpty() ? api.create(KubeKinds.LEASE.path(namespace), lease) : api.replace(path(name), lease);
            own = Optional.of(stored);
            return done(stored);
        } catch (KubeFailure e) {
            own = Optional.empty();
            return new Result.Not(e.sentence());
        }
    }

    /** Creates the lock of an address, which must have none. */
    public Result claim(IPAddress address, String term, String networkInterface) {
        try {
            return done(api.create(KubeKinds.LEASE.path(namespace), lock(address, term, networkInterface)));
        } catch (KubeFailure e) {
            return new Result.Not(e.sentence());
        }
    }

    /** Writes us into a lock that is still as seen. */
    public Result take(AddressLockView seen, String term, String networkInterface) {
        JsonObject lock = lock(seen.address(), term, networkInterface);
        Json.object(lock, "metadata").addProperty("resourceVersion", seen.resourceVersion());
        try {
            return done(api.replace(path(AddressLockView.nameOf(seen.address())), lock));
        } catch (KubeFailure e) {
            return new Result.Not(e.sentence());
        }
    }

    /** Deletes a lock that is still as seen. */
    public Result drop(AddressLockView seen) {
        try {
            api.delete(path(AddressLockView.nameOf(seen.address())), seen.resourceVersion());
            return new Result.Done("");
        } catch (KubeFailure e) {
            return new Result.Not(e.sentence());
        }
    }

    private JsonObject ours(String name, Standing standing, Collection<Prefix> subnets) {
        JsonObject lease = own.map(JsonObject::deepCopy).orElseGet(() -> named(name));
        JsonObject metadata = Json.object(lease, "metadata");
        JsonObject annotations = Json.object(metadata, "annotations");
        String text = subnets.stream().sorted().map(Prefix::toString).collect(Collectors.joining(","));
        annotations.addProperty(NodeLeaseView.SUBNETS, text);
        annotations.addProperty(NodeLeaseView.STANDING, standing.word());
        metadata.add("annotations", annotations);
        JsonObject spec = Json.object(lease, "spec");
        spec.addProperty("holderIdentity", standing == Standing.RELEASED ? "" : node);
        spec.addProperty("leaseDurationSeconds", leaseDuration.toSeconds());
        spec.addProperty("renewTime", now());
        lease.add("spec", spec);
        return lease;
    }

    private JsonObject lock(IPAddress address, String term, String networkInterface) {
        JsonObject lock = named(AddressLockView.nameOf(address));
        Json.object(lock, "metadata")
                .add(
                        "annotations",
                        Json.map(Map.of(AddressLockView.TERM, term, AddressLockView.INTERFACE, networkInterface)));
        JsonObject spec = new JsonObject();
        spec.addProperty("holderIdentity", node);
        spec.addProperty("leaseDurationSeconds", leaseDuration.toSeconds());
        spec.addProperty("acquireTime", now());
        lock.add("spec", spec);
        return lock;
    }

    private static JsonObject named(String name) {
        JsonObject lease = new JsonObject();
        lease.addProperty("apiVersion", KubeKinds.LEASE.apiVersion());
        lease.addProperty("kind", KubeKinds.LEASE.kind());
        lease.add("metadata", Json.with("name", new JsonPrimitive(name)));
        return lease;
    }

    private String now() {
        return EventSender.MICROS.format(clock.instant());
    }

    private String path(String name) {
        return KubeKinds.LEASE.path(namespace, name);
    }

    private static Result done(JsonObject stored) {
        return new Result.Done(Json.text(Json.object(stored, "metadata"), "resourceVersion"));
    }
}
