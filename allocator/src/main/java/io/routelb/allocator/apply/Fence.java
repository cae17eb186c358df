package io.routelb.allocator.apply;

import io.routelb.allocator.plan.AllocationPlan;
import io.routelb.allocator.plan.Decision;
import io.routelb.allocator.plan.IpamPlan;
import io.routelb.allocator.plan.ServiceChange;
import io.routelb.kube.write.LeaderLease;
import io.routelb.model.Annotations;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a new leader from giving addresses until what its predecessors wrote, or may still write, cannot contradict it. Owned by the
 * loop; asked before each write of a new term. docs/design/0006-fencing.md has the argument.
 *
 * <p>A touch is a write of the term's name into an annotation of a Service that wants addresses. Seeing one in the informers proves that
 * everything written before it has been seen, too (a watch keeps the order). After a predecessor that did not end in order every such
 * Service is touched: its late write was planned from an older version and is a conflict from then on.
 */
final class Fence {
    private static final Logger LOG = LoggerFactory.getLogger(Fence.class);
    /** The API server accepts writes to others and refuses this one: it would refuse the predecessor's as well. */
    private static final int REFUSED_FOR_GOOD = 3;

    private enum Phase {
        /** No touch of this term has been seen. */
        BLIND,
        /** Everything up to the term has been seen; some may be written late. */
        CATCHING,
        OPEN
    }

    private final ToIntFunction<ObjectKey> failures;
    private LeaderLease.Term term = new LeaderLease.Term("", true);
    private Phase phase = Phase.BLIND;
    private Set<ObjectKey> toTouch = Set.of();

    /** {@code failures}: how often the touch of a Service has failed in a row. */
    Fence(ToIntFunction<ObjectKey> failures) {
        this.failures = failures;
    }

    void close(LeaderLease.Term begun) {
        term = begun;
        phase = Phase.BLIND;
        toTouch = Set.of();
    }

    /** Looks where we are; to be called with each snapshot before {@link #change}. */
    void look(ClusterSnapshot read, AllocationPlan plan) {
        if (phase == Phase.OPEN) {
            return;
        }
        Set<ObjectKey> untouched = untouched(read, plan);
        if (phase == Phase.BLIND && read.services().values().stream().anyMatch(this::isTouched)) {
            phase = Phase.CATCHING;
            toTouch = term.orderly() ? Set.of() : untouched;
        }
        if (phase == Phase.CATCHING) {
            toTouch = toTouch.stream().filter(untouched::contains).collect(Collectors.toSet());
        } else {
            toTouch = term.orderly() ? first(untouched) : untouched;
        }
        if (phase == Phase.CATCHING && toTouch.isEmpty()) {
            phase = Phase.OPEN;
            LOG.atInfo().addKeyValue("term", term.id()).log("addresses are given from here on");
        }
    }

    /** Whether nothing is held back any more. */
    boolean isOpen() {
        return phase == Phase.OPEN;
    }

    /** What may be written on a Service now. */
    Optional<ServiceChange> change(ServiceView view, Decision decision, IpamPlan ipam) {
        if (phase != Phase.OPEN && wants(view, decision)) {
            return toTouch.contains(view.key())
                    ? Optional.of(
                            ServiceChange.annotating(view, decision, Map.of(Annotations.ALLOCATOR_TERM, term.id())))
                    : Optional.empty();
        }
        return ServiceChange.between(
                view,
                decision,
                ipam.claimsOf(view.key()),
                Optional.ofNullable(ipam.waiting().get(view.key())));
    }

    private Set<ObjectKey> untouched(ClusterSnapshot read, AllocationPlan plan) {
        Set<ObjectKey> keys = new LinkedHashSet<>();
        plan.services().forEach((key, decision) -> {
            ServiceView view = read.services().get(key);
            if (view != null
                    && wants(view, decision)
                    && !isTouched(view)
                    && failures.applyAsInt(key) < REFUSED_FOR_GOOD) {
                keys.add(key);
            }
        });
        return keys;
    }

    private static Set<ObjectKey> first(Set<ObjectKey> keys) {
        return keys.isEmpty() ? keys : Set.of(keys.iterator().next());
    }

    private boolean isTouched(ServiceView view) {
        return term.id().equals(view.annotation(Annotations.ALLOCATOR_TERM));
    }

    /** Whether some leader may have seen reason to give the Service, as it is, addresses that it does not have. */
    private static boolean wants(ServiceView view, Decision decision) {
        return switch (decision) {
            case Decision.NotOurs stranger -> false;
            case Decision.Release release -> false;
            case Decision.Keep keep ->
                keep.verdict().reason().warning()
                        || keep.addresses().size() < view.ipFamilies().size();
            case Decision.Assign assign -> true;
            case Decision.Pending pending -> true;
            case Decision.AskIpam asking -> true;
        };
    }
}
