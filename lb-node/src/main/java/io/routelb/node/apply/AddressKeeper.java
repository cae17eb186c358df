package io.routelb.node.apply;

import inet.ipaddr.IPAddress;
import io.routelb.node.apply.HeldAddress.Detection;
import io.routelb.node.desired.NodePlan;
import io.routelb.node.desired.PlannedAddress;
import io.routelb.node.desired.PlannedAddress.Trait;
import io.routelb.node.desired.Reason;
import io.routelb.node.desired.Why;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the addresses of links to what is planned, and remembers over passes what somebody else did to them: taken away, fought over, had
 * before us. What could not be done in a pass is named in its failures. Owned by the loop; times are monotonic nanoseconds.
 */
final class AddressKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(AddressKeeper.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final AddressTable table;
    private final Repairs repairs = new Repairs();
    private final Duplicates duplicates = new Duplicates();
    private final Confirmed confirmed = new Confirmed();
    private final Map<IPAddress, Why> failures = new HashMap<>();

    AddressKeeper(AddressTable table) {
        this.table = table;
    }

    KernelState read(String link) throws KernelException {
        return table.read(link);
    }

    /** A pass begins with that on the links. */
    void begin(NodePlan plan, Held held, long now) {
        duplicates.update(plan.addresses(), held, now);
        failures.clear();
    }

    /** A pass is over. */
    void end(NodePlan plan, Held held, long now) {
        confirmed.update(plan, held, failures, now);
    }

    /** Why planned addresses are not where they belong, since the pass began. Not to be kept. */
    Map<IPAddress, Why> failures() {
        return Collections.unmodifiableMap(failures);
    }

    Set<String> fights(long now) {
        return repairs.fights(now);
    }

    /** Addresses put back since the start. */
    long repaired() {
        return repairs.total();
    }

    /** How long until time alone makes another pass necessary; {@code Long.MAX_VALUE} when it does not. */
    long nanosToNext(long now) {
        long next = Math.min(repairs.nanosToNext(now), duplicates.nanosToNext(now));
        boolean refused = failures.values().stream().anyMatch(why -> why.reason() == Reason.KERNEL_REFUSED);
        return refused ? Math.min(next, RETRY.toNanos()) : next;
    }

    /** What is to be put on links now. An address that is not to be is named in the failures. */
    List<AddressChange> missing(NodePlan plan, Held held, long now, boolean sweeping) {
        List<AddressChange> changes = new ArrayList<>();
        for (PlannedAddress planned : plan.addresses().values()) {
            if (AddressDiff.isAsPlanned(planned, held)) {
                continue;
            }
            Optional<Why> obstacle = obstacle(planned, held, now);
            if (obstacle.isPresent()) {
                failures.put(planned.address(), obstacle.get());
                continue;
            }
            List<AddressChange> needed = AddressDiff.changes(planned, held);
            if (sweeping || needed.stream().noneMatch(AddressChange.Remove.class::isInstance)) {
                changes.addAll(needed);
            }
        }
        return changes;
    }

    private Optional<Why> obstacle(PlannedAddress planned, Held held, long now) {
        String shown = planned.address().toCanonicalString();
        if (AddressDiff.isForeign(planned, held)) {
            return Optional.of(new Why(
                    Reason.FOREIGN_ADDRESS,
                    "this node has " + shown + " already, and not from us; take it away there or out of the pool"));
        }
        if (confirmed.wasTaken(HeldAddress.Key.of(planned), held, now)
                && !repairs.allowed(HeldAddress.Key.of(planned), now)) {
            return Optional.of(new Why(
                    Reason.INTERFERENCE,
                    "something on this node keeps removing " + shown + " from " + planned.link()
                            + "; it is put back every " + Repairs.PAUSE.toMillis() + " ms"));
        }
        return duplicates.refusal(planned, now);
    }

    /** Has it done; what the kernel acknowledges is in {@code held} then. */
    void change(List<AddressChange> changes, Held held, long now) throws KernelException {
        if (changes.isEmpty()) {
            return;
        }
        List<Optional<String>> results = table.change(changes);
        for (int i = 0; i < changes.size(); i++) {
            AddressChange change = changes.get(i);
            Optional<String> failure = results.get(i);
            if (failure.isPresent()) {
                failures.put(change.address(), new Why(Reason.KERNEL_REFUSED, failure.get()));
                LOG.atWarn()
                        .setMessage("the kernel refused a change of an address")
                        .addKeyValue("change", change)
                        .addKeyValue("reason", failure.get())
                        .log();
                continue;
            }
            record(change, held, now);
        }
    }

    private void record(AddressChange change, Held held, long now) {
        HeldAddress.Key key = change.key();
        switch (change) {
            case AddressChange.Add add -> {
                if (confirmed.wasTaken(key, held, now)) {
                    repairs.repaired(key, now);
                }
                PlannedAddress planned = add.planned();
                if (!held.contains(key)) {
                    duplicates.added(planned, now);
                }
                Detection detection = held.get(key)
                        .map(HeldAddress::detection)
                        .orElse(planned.is(Trait.DETECT_DUPLICATES) ? Detection.UNDER_WAY : Detection.OVER);
                Optional<HeldAddress> before = held.put(new HeldAddress(
                        key.link(),
                        key.address(),
                        key.prefixLength(),
                        true,
                        detection,
                        planned.lifetime().valid(),
                        planned.lifetime().preferred()));
                if (before.filter(HeldAddress::ours).isEmpty()) {
                    log("address added", key);
                }
            }
            case AddressChange.Remove remove -> {
                if (held.remove(key).isPresent()) {
                    log("address removed", key);
                }
            }
        }
    }

    private static void log(String what, HeldAddress.Key key) {
        LOG.atInfo()
                .setMessage(what)
                .addKeyValue("address", key.address())
                .addKeyValue("prefixLength", key.prefixLength())
                .addKeyValue("link", key.link())
                .log();
    }
}
