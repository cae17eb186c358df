package io.routelb.kube.write;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.kubernetes.client.openapi.ApiClient;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeFailure;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leadership by a {@code coordination.k8s.io/v1} Lease. Times of different machines are never compared: whether the holder lives is judged
 * by how long, on our own monotonic clock, its Lease has not changed. We are leader until {@code renewDeadline} after the moment we
 * <em>sent</em> the last renewal that succeeded, which is sooner than anybody else may take over ({@code leaseDuration} after they saw
 * it). So a deposed leader knows by itself, without an answer from the API server.
 *
 * <p>A process that is stopped between asking and writing cannot know it in time. Each leadership is therefore a {@link Term}, which says
 * whether the one before ended in order; if not, the new leader has to make late writes impossible before it relies on what it reads.
 *
 * <p>One thread of its own acquires, renews and, on {@link #close}, releases.
 */
public final class LeaderLease implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderLease.class);
    private static final Duration STOP_WAIT = Duration.ofSeconds(5);
    /** How soon a standby sees that the Lease was given back. */
    private static final Duration STANDBY_LOOKS = Duration.ofMillis(500);

    /**
     * Which Lease, who we are, how fast.
     *
     * @param identity unique to this process, such as the Pod's name
     * @param leaseDuration others wait this long without a renewal before they take over
     * @param renewDeadline we stop acting as leader this long after our last renewal; less than {@code leaseDuration}
     * @param retryPeriod between two tries; less than {@code renewDeadline}
     */
    public record Settings(
            String namespace,
            String name,
            String identity,
            Duration leaseDuration,
            Duration renewDeadline,
            Duration retryPeriod) {
        public Settings {
            if (renewDeadline.compareTo(leaseDuration) >= 0 || retryPeriod.compareTo(renewDeadline) >= 0) {
                throw new IllegalArgumentException("need retryPeriod < renewDeadline < leaseDuration");
            }
        }

        /** 15 s, 10 s, 2 s. */
        public static Settings defaults(String namespace, String name, String identity) {
            return new Settings(
                    namespace, name, identity, Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));
        }
    }

    /**
     * One uninterrupted leadership.
     *
     * @param id unique for ever
     * @param orderly whether the predecessor gave the Lease back, which it does after the last answer to its writes
     */
    public record Term(String id, boolean orderly) {}

    private final KubeApi api;
    private final Settings settings;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Runnable onChange;
    private final String path;

    /** Nanoseconds on our clock until which we lead; written by the lease thread only. */
    private volatile long leaderUntil;

    private volatile Optional<Term> term = Optional.empty();
    private volatile boolean stopping;
    private volatile boolean keepsLease;
    private boolean told;
    private String failing = "";
    private Observed observed = new Observed("", 0);
    private Optional<Thread> thread = Optional.empty();

    /** The Lease as last seen, and until when it is another's if it goes on looking like that. */
    private record Observed(String resourceVersion, long expiresNanos) {}

    LeaderLease(KubeApi api, Settings settings, Clock clock, LongSupplier nanoTime, Runnable onChange) {
        this.api = api;
        this.settings = settings;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.onChange = onChange;
        this.path = "/apis/coordination.k8s.io/v1/namespaces/" + settings.namespace() + "/leases";
    }

    /** Starts to compete. {@code onChange} is called by the lease thread when {@link #isLeader} has become true or false. */
    public static LeaderLease start(ApiClient client, Settings settings, Clock clock, Runnable onChange) {
        Duration atMost = settings.renewDeadline().dividedBy(2);
        LeaderLease lease = new LeaderLease(new KubeApi(client, atMost), settings, clock, System::nanoTime, onChange);
        lease.thread =
                Optional.of(Thread.ofPlatform().daemon().name("leader-lease").start(lease::run));
        return lease;
    }

    /** Whether we may act as leader at this very moment. Any thread; asked before each write. */
    public boolean isLeader() {
        return term().isPresent();
    }

    /** The leadership in force at this very moment, if it is ours. Any thread. */
    public Optional<Term> term() {
        return nanoTime.getAsLong() - leaderUntil < 0 ? term : Optional.empty();
    }

    /** Lets the Lease run out in place of giving it back in {@link #close}: an answer to a write of ours is still missing. */
    public void keepUntilItRunsOut() {
        keepsLease = true;
    }

    /** Stops competing; gives the Lease back if we hold it, so that the next one need not wait. Stop acting as leader before. */
    @Override
    public void close() {
        stopping = true;
        thread.ifPresent(Thread::interrupt);
        try {
            if (thread.isPresent()) {
                thread.get().join(STOP_WAIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopping) {
            step();
            try {
                Thread.sleep(untilNextStep());
            } catch (InterruptedException e) {
                LOG.atDebug().log("lease thread interrupted to stop");
            }
        }
        if (Thread.interrupted()) {
            LOG.atDebug().log("interrupt cleared, the lease is to be given back");
        }
        release();
    }

    /** One try to acquire or renew, and the callback if something has changed. */
    void step() {
        long sentNanos = nanoTime.getAsLong();
        try {
            acquireOrRenew(sentNanos);
            failing = "";
        } catch (KubeFailure e) {
            note(e);
        }
        tell();
    }

    /** A standby looks often, and at the very moment the Lease runs out. */
    private Duration untilNextStep() {
        if (isLeader()) {
            return settings.retryPeriod();
        }
        Duration left =
                Duration.ofNanos(observed.expiresNanos() - nanoTime.getAsLong()).plusMillis(1);
        return Stream.of(settings.retryPeriod(), STANDBY_LOOKS, left)
                .filter(Duration::isPositive)
                .min(Duration::compareTo)
                .orElse(STANDBY_LOOKS);
    }

    /** Gives the Lease back; from here on {@link #isLeader} is false. */
    void release() {
        boolean held = isLeader();
        leaderUntil = nanoTime.getAsLong();
        if (held && !keepsLease) {
            try {
                Optional<JsonObject> lease = api.get(path + "/" + settings.name());
                if (lease.isPresent() && holder(lease.get()).equals(settings.identity())) {
                    api.replace(path + "/" + settings.name(), renewed(lease.get(), "", 1));
                }
            } catch (KubeFailure e) {
                LOG.atWarn().addKeyValue("reason", e.sentence()).log("lease not given back; it will run out");
            }
        }
        tell();
    }

    private void acquireOrRenew(long sentNanos) throws KubeFailure {
        Optional<JsonObject> existing = api.get(path + "/" + settings.name());
        if (existing.isEmpty()) {
            JsonObject lease = new JsonObject();
            lease.addProperty("apiVersion", "coordination.k8s.io/v1");
            lease.addProperty("kind", "Lease");
            lease.add("metadata", Json.with("name", new JsonPrimitive(settings.name())));
            api.create(path, renewed(lease, settings.identity(), leaseSeconds()));
            lead(sentNanos, false);
            return;
        }
        JsonObject lease = existing.get();
        observe(lease);
        String holder = holder(lease);
        boolean ours = holder.equals(settings.identity());
        if (ours || holder.isEmpty() || nanoTime.getAsLong() - observed.expiresNanos() > 0) {
            api.replace(path + "/" + settings.name(), renewed(lease, settings.identity(), leaseSeconds()));
            lead(sentNanos, holder.isEmpty());
        }
    }

    /** A Lease that is ours from before, or was never there, tells nothing of writes still under way. */
    private void lead(long sentNanos, boolean orderly) {
        if (!isLeader()) {
            term = Optional.of(new Term(UUID.randomUUID().toString(), orderly));
        }
        leaderUntil = sentNanos + settings.renewDeadline().toNanos();
    }

    /** The holder's own lease duration counts: it may be configured otherwise than we are. */
    private void observe(JsonObject lease) {
        String version = Json.text(Json.object(lease, "metadata"), "resourceVersion");
        if (!observed.resourceVersion().equals(version)) {
            long seconds = Json.number(Json.object(lease, "spec"), "leaseDurationSeconds");
            Duration wait = seconds > 0 ? Duration.ofSeconds(seconds) : settings.leaseDuration();
            observed = new Observed(version, nanoTime.getAsLong() + wait.toNanos());
        }
    }

    private JsonObject renewed(JsonObject lease, String holder, long seconds) {
        JsonObject copy = lease.deepCopy();
        JsonObject spec = Json.object(copy, "spec");
        String now = EventSender.MICROS.format(clock.instant());
        if (!holder(lease).equals(holder)) {
            spec.addProperty("acquireTime", now);
            if (!holder.isEmpty()) {
                spec.addProperty("leaseTransitions", Json.number(spec, "leaseTransitions") + 1);
            }
        }
        spec.addProperty("holderIdentity", holder);
        spec.addProperty("leaseDurationSeconds", seconds);
        spec.addProperty("renewTime", now);
        copy.add("spec", spec);
        return copy;
    }

    private static String holder(JsonObject lease) {
        return Json.text(Json.object(lease, "spec"), "holderIdentity");
    }

    private long leaseSeconds() {
        return Math.max(1, settings.leaseDuration().plusMillis(999).toSeconds());
    }

    private void note(KubeFailure failure) {
        boolean lostRace = failure.reason() == KubeFailure.Reason.CONFLICT
                || failure.reason() == KubeFailure.Reason.ALREADY_EXISTS;
        if (!lostRace && !failing.equals(failure.sentence())) {
            failing = failure.sentence();
            LOG.atWarn()
                    .addKeyValue("lease", settings.name())
                    .addKeyValue("reason", failing)
                    .log("lease not renewed, retrying");
        }
    }

    private void tell() {
        boolean leads = isLeader();
        if (leads != told) {
            told = leads;
            LOG.atInfo()
                    .addKeyValue("lease", settings.name())
                    .addKeyValue("identity", settings.identity())
                    .log(leads ? "leader" : "no longer leader");
            onChange.run();
        }
    }
}
