package io.routelb.allocator.plan;

import io.routelb.model.Annotations;
import io.routelb.model.Condition;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView;
import io.routelb.model.ServiceView.Ingress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The difference between what a Service is and what was decided about it: one write, made only if the Service is still at the version
 * the decision was made from.
 *
 * @param decision what it carries out
 * @param ingress the complete ingress afterwards
 * @param annotations to set, name to value
 * @param removedAnnotations names to remove
 * @param condition the condition of ours afterwards; empty = none
 * @param events to be told once the write succeeded; empty when nothing happened that a person waits for
 */
public record ServiceChange(
        ServiceView before,
        Decision decision,
        List<Ingress> ingress,
        Map<String, String> annotations,
        Set<String> removedAnnotations,
        Optional<Condition> condition,
        List<Verdict> events) {
    /** Type of the one condition we write on a Service. */
    public static final String CONDITION = "routelb.io/AddressAllocated";

    private static final Set<String> OURS = Set.of(
            Annotations.ALLOCATED_BY,
            Annotations.ALLOCATED_FROM,
            Annotations.POOL_TYPE,
            Annotations.SKIP_IPV6_DAD,
            Annotations.ANNOUNCING_IPV4,
            Annotations.ANNOUNCING_IPV6);

    /** Asked once: gone as soon as it was acted on. */
    private static final Set<String> ONE_SHOT = Set.of(Annotations.RE_EVALUATE);

    public ServiceChange {
        ingress = List.copyOf(ingress);
        annotations = Map.copyOf(annotations);
        removedAnnotations = Set.copyOf(removedAnnotations);
        events = List.copyOf(events);
    }

    /** What to write so that the Service is as decided; empty when it is. */
    public static Optional<ServiceChange> between(ServiceView now, Decision decision) {
        return switch (decision) {
            case Decision.NotOurs stranger -> Optional.empty();
            case Decision.AskIpam asking ->
                changed(now, asking.meanwhile(), outcome(now, asking.meanwhile()), Set.of());
            case Decision.Holding holding -> changed(now, holding, outcome(now, holding), ONE_SHOT);
            case Decision.Pending pending -> changed(now, pending, outcome(now, pending), ONE_SHOT);
            case Decision.Release release -> changed(now, release, outcome(now, release), ONE_SHOT);
        };
    }

    public ObjectKey key() {
        return before.key();
    }

    /** The Service as it will be once this is written; the resourceVersion is still the one before. */
    public ServiceView after() {
        return written(ingress);
    }

    /** The Service when nobody knows whether this has been written: as afterwards, but with the addresses of both. */
    public ServiceView afterOrBefore() {
        List<Ingress> both = new ArrayList<>(ingress);
        before.ingress().stream().filter(entry -> !both.contains(entry)).forEach(both::add);
        return written(both);
    }

    private ServiceView written(List<Ingress> entries) {
        Map<String, String> marked = new HashMap<>(before.annotations());
        marked.keySet().removeAll(removedAnnotations);
        marked.putAll(annotations);
        List<Condition> conditions = new ArrayList<>(before.conditions());
        conditions.removeIf(other -> other.type().equals(CONDITION));
        condition.ifPresent(conditions::add);
        return before.with(before.resourceVersion(), marked, before.finalizers(), entries, conditions);
    }

    /** Whether what was read shows everything this was to write. */
    public boolean isSeenIn(ServiceView read) {
        return read.ingress().equals(ingress)
                && read.annotations().entrySet().containsAll(annotations.entrySet())
                && Collections.disjoint(read.annotations().keySet(), removedAnnotations)
                && Events.current(read).equals(condition);
    }

    /** How a Service is to look. */
    private record Outcome(
            List<Ingress> ingress, Map<String, String> marks, Optional<Condition> condition, Verdict verdict) {}

    private static Outcome outcome(ServiceView now, Decision decision) {
        return switch (decision) {
            case Decision.Holding holding -> holding(holding);
            case Decision.Pending pending ->
                new Outcome(List.of(), Map.of(), Optional.of(condition(false, pending.verdict())), pending.verdict());
            case Decision.Release release ->
                new Outcome(
                        now.ingress().stream()
                                .filter(ingress -> release.strangers().contains(ingress.ip()))
                                .toList(),
                        Map.of(),
                        Optional.empty(),
                        release.verdict());
            case Decision.AskIpam asking -> outcome(now, asking.meanwhile());
            case Decision.NotOurs stranger -> throw new IllegalStateException("nothing to write on " + now.key());
        };
    }

    private static Outcome holding(Decision.Holding decision) {
        List<Ingress> ingress = Stream.concat(decision.addresses().stream(), decision.leaving().stream())
                .map(address -> new Ingress(address.toCanonicalString(), "", "VIP"))
                .toList();
        Map<String, String> marks = new HashMap<>();
        marks.put(Annotations.ALLOCATED_BY, Annotations.ALLOCATED_BY_VALUE);
        marks.put(Annotations.ALLOCATED_FROM, decision.origin().group());
        marks.put(Annotations.POOL_TYPE, decision.origin().poolType());
        if (decision.origin().skipIpv6Dad()) {
            marks.put(Annotations.SKIP_IPV6_DAD, "true");
        }
        return new Outcome(ingress, marks, Optional.of(condition(true, decision.verdict())), decision.verdict());
    }

    private static Optional<ServiceChange> changed(
            ServiceView now, Decision decision, Outcome outcome, Set<String> consumed) {
        Map<String, String> toSet = new HashMap<>(outcome.marks());
        toSet.entrySet().removeAll(now.annotations().entrySet());
        Set<String> unwanted = new HashSet<>(outcome.marks().isEmpty() ? OURS : Set.of(Annotations.SKIP_IPV6_DAD));
        unwanted.addAll(consumed);
        unwanted.removeAll(outcome.marks().keySet());
        unwanted.retainAll(now.annotations().keySet());
        boolean same = now.ingress().equals(outcome.ingress())
                && toSet.isEmpty()
                && unwanted.isEmpty()
                && Events.current(now).equals(outcome.condition());
        return same
                ? Optional.empty()
                : Optional.of(new ServiceChange(
                        now,
                        decision,
                        outcome.ingress(),
                        toSet,
                        unwanted,
                        outcome.condition(),
                        Events.of(now, decision, outcome.ingress(), outcome.verdict())));
    }

    private static Condition condition(boolean status, Verdict verdict) {
        return new Condition(CONDITION, status, verdict.reason().code(), verdict.message());
    }
}
