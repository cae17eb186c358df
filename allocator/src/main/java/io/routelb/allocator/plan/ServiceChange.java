package io.routelb.allocator.plan;

import io.routelb.model.Annotations;
import io.routelb.model.Condition;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView;
import io.routelb.model.ServiceView.Ingress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The difference between what a Service is and what was decided about it: one write, made only if the Service is still at the version
 * the decision was made from.
 *
 * @param decision what it carries out
 * @param ingress the complete ingress afterwards
 * @param annotations to set, name to value
 * @param removedAnnotations names to remove
 * @param condition the condition of ours afterwards; empty = none
 * @param event to be told once the write succeeded; empty when nothing happened that a person waits for
 */
public record ServiceChange(
        ServiceView before,
        Decision decision,
        List<Ingress> ingress,
        Map<String, String> annotations,
        Set<String> removedAnnotations,
        Optional<Condition> condition,
        Optional<Verdict> event) {
    /** Type of the one condition we write on a Service. */
    public static final String CONDITION = "routelb.io/AddressAllocated";

    private static final Set<String> OURS = Set.of(
            Annotations.ALLOCATED_BY,
            Annotations.ALLOCATED_FROM,
            Annotations.POOL_TYPE,
            Annotations.SKIP_IPV6_DAD,
            Annotations.ANNOUNCING_IPV4,
            Annotations.ANNOUNCING_IPV6);

    public ServiceChange {
        ingress = List.copyOf(ingress);
        annotations = Map.copyOf(annotations);
        removedAnnotations = Set.copyOf(removedAnnotations);
    }

    /** What to write so that the Service is as decided; empty when it is. */
    public static Optional<ServiceChange> between(ServiceView now, Decision decision) {
        return switch (decision) {
            case Decision.NotOurs stranger -> Optional.empty();
            case Decision.Holding holding -> holding(now, holding);
            case Decision.Pending pending ->
                changed(
                        now,
                        pending,
                        List.of(),
                        Map.of(),
                        Optional.of(condition(false, pending.verdict())),
                        pending.verdict());
            case Decision.Release release -> {
                List<Ingress> staying = now.ingress().stream()
                        .filter(ingress -> release.strangers().contains(ingress.ip()))
                        .toList();
                yield changed(now, release, staying, Map.of(), Optional.empty(), release.verdict());
            }
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
                && current(read).equals(condition);
    }

    private static Optional<ServiceChange> holding(ServiceView now, Decision.Holding decision) {
        List<Ingress> ingress = decision.addresses().stream()
                .map(address -> new Ingress(address.toCanonicalString(), "", "VIP"))
                .toList();
        Map<String, String> marks = Map.of(
                Annotations.ALLOCATED_BY,
                Annotations.ALLOCATED_BY_VALUE,
                Annotations.ALLOCATED_FROM,
                decision.origin().group(),
                Annotations.POOL_TYPE,
                decision.origin().poolType());
        return changed(
                now, decision, ingress, marks, Optional.of(condition(true, decision.verdict())), decision.verdict());
    }

    private static Optional<ServiceChange> changed(
            ServiceView now,
            Decision decision,
            List<Ingress> ingress,
            Map<String, String> marks,
            Optional<Condition> condition,
            Verdict verdict) {
        Map<String, String> toSet = new HashMap<>(marks);
        toSet.entrySet().removeAll(now.annotations().entrySet());
        Set<String> toRemove = OURS.stream()
                .filter(name -> marks.isEmpty() && now.annotations().containsKey(name))
                .collect(Collectors.toUnmodifiableSet());
        boolean same = now.ingress().equals(ingress)
                && toSet.isEmpty()
                && toRemove.isEmpty()
                && current(now).equals(condition);
        return same
                ? Optional.empty()
                : Optional.of(new ServiceChange(
                        now, decision, ingress, toSet, toRemove, condition, event(now, ingress, verdict)));
    }

    /** An event tells of a change of addresses, of a warning not told yet, or of the end of one. */
    private static Optional<Verdict> event(ServiceView now, List<Ingress> ingress, Verdict verdict) {
        Optional<Condition> before = current(now);
        boolean moved = !now.ingress().stream()
                .map(Ingress::ip)
                .toList()
                .equals(ingress.stream().map(Ingress::ip).toList());
        boolean told = before.filter(
                        condition -> condition.reason().equals(verdict.reason().code())
                                && condition.message().equals(verdict.message()))
                .isPresent();
        boolean turned = before.filter(
                        condition -> !condition.reason().equals(verdict.reason().code()))
                .isPresent();
        boolean worthTelling = moved || turned || (verdict.reason().warning() && !told);
        return worthTelling ? Optional.of(verdict) : Optional.empty();
    }

    private static Condition condition(boolean status, Verdict verdict) {
        return new Condition(CONDITION, status, verdict.reason().code(), verdict.message());
    }

    private static Optional<Condition> current(ServiceView now) {
        return now.conditions().stream()
                .filter(condition -> condition.type().equals(CONDITION))
                .findFirst();
    }
}
