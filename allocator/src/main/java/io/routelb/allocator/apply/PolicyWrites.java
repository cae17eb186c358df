package io.routelb.allocator.apply;

import io.routelb.kube.write.Workers;
import io.routelb.kube.write.WriteResult;
import io.routelb.model.PolicyKey;
import io.routelb.model.PolicyVerdict;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is said on objects of routing, at most one write for each under way. Owned by the loop. */
public final class PolicyWrites {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyWrites.class);

    private final BiFunction<PolicyKey, PolicyVerdict, WriteResult> write;
    private final Workers workers;
    private final LongSupplier nanoTime;
    private final Map<PolicyKey, PolicyVerdict> said = new HashMap<>();
    private final Set<PolicyKey> underWay = new HashSet<>();
    private int failures;
    private long notBeforeNanos;

    public PolicyWrites(
            BiFunction<PolicyKey, PolicyVerdict, WriteResult> write, Workers workers, LongSupplier nanoTime) {
        this.write = write;
        this.workers = workers;
        this.nanoTime = nanoTime;
    }

    /** Starts to say what is new; returns how long until something is due by itself. */
    public Duration start(Map<PolicyKey, PolicyVerdict> verdicts, Duration atMost) {
        said.keySet().retainAll(verdicts.keySet());
        long wait = failures == 0 ? 0 : Math.max(0, notBeforeNanos - nanoTime.getAsLong());
        if (wait > 0) {
            Duration due = Duration.ofNanos(wait);
            return due.compareTo(atMost) < 0 ? due : atMost;
        }
        verdicts.forEach((key, verdict) -> {
            if (!verdict.equals(said.get(key)) && underWay.add(key)) {
                workers.start(() -> write.apply(key, verdict), result -> finish(key, verdict, result));
            }
        });
        return atMost;
    }

    /** Forgets what was said: somebody else leads now. */
    public void forget() {
        said.clear();
    }

    private void finish(PolicyKey key, PolicyVerdict verdict, WriteResult result) {
        underWay.remove(key);
        switch (result) {
            case WriteResult.Written written -> {
                failures = 0;
                said.put(key, verdict);
            }
            case WriteResult.Gone gone -> said.put(key, verdict);
            case WriteResult.Conflict conflict -> retry(key, "it has changed meanwhile");
            case WriteResult.Failed failed -> retry(key, failed.reason());
        }
    }

    private void retry(PolicyKey key, String reason) {
        Duration wait = Backoff.after(++failures);
        notBeforeNanos = nanoTime.getAsLong() + wait.toNanos();
        LOG.atWarn()
                .addKeyValue("object", key)
                .addKeyValue("reason", reason)
                .addKeyValue("retryIn", wait)
                .log("status of an object of routing not written");
    }
}
