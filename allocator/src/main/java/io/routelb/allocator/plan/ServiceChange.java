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
 * @param finalizers the complete list afterwards
 * @param condition the condition of ours afterwards; empty = none
 * @param events to be told once the write succeeded; empty when nothing happened that a person waits for
 * @param after the Service as it will be once this is written; the resourceVersion is still the one before
 */
public record ServiceChange(
        ServiceView before,
        Decision decision,
        List<Ingress> ingress,
        Map<String, String> annotations,
        Set<String> removedAnnotations,
        Set<String> finalizers,
        Optional<Condition> condition,
        List<Verdict> events,
        ServiceView after) {
    private static final Set<String> OURS = Set.of(
            Annotations.ALLOCATED_BY,
            Annotations.ALLOCATED_FROM,
            Annotations.POOL_TYPE,
            Annotations.SKIP_IPV6_DAD,
            Annotations.ALLOCATOR_TERM,
            Annotations.ANNOUNCING_IPV4,
            Annotations.ANNOUNCING_IPV6);

    /** Asked once: gone as soon as it was acted on. */
    private static final Set<String> ONE_SHOT = Set.of(Annotations.RE_EVALUATE);

    public ServiceChange {
        ingress = List.copyOf(ingress);
        annotations = Map.copyOf(annotations);
        removedAnnotations = Set.copyOf(removedAnnotations);
        finalizers = Set.copyOf(finalizers);
        events = List.copyOf(events);
    }

    /** What to write so that the Service is as decided; empty when it is. */
    public static Optional<ServiceChange> between(ServiceView now, Decision decision) {
        return between(now, decision, IpamClaims.NONE, Optional.empty());
    }

    /**
     * As {@link #between(ServiceView, Decision)}, for one that owes to an external IPAM.
     *
     * @param claims it is to carry
     * @param waiting why a Service that is to be let go has to stay
     */
    public static Optional<ServiceChange> between(
            ServiceView now, Decision decision, IpamClaims claims, Optional<Verdict> waiting) {
        return switch (decision) {
            case Decision.NotOurs stranger -> Optional.empty();
            case Decision.AskIpam asking ->
                changed(now, asking.meanwhile(), outcome(now, asking.meanwhile()), Set.of(), claims);
            case Decision.Holding holding -> changed(now, holding, outcome(now, holding), ONE_SHOT, claims);
            case Decision.Pending pending -> changed(now, pending, outcome(now, pending), ONE_SHOT, claims);
            case Decision.Release release -> {
                Outcome gone = outcome(now, release);
                yield changed(now, release, waiting.map(gone::staying).orElse(gone), ONE_SHOT, claims);
            }
        };
    }

    /** Annotations alone; everything else stays, and nobody is told. */
    public static ServiceChange annotating(ServiceView now, Decision decision, Map<String, String> annotations) {
        return of(
                now, decision, now.ingress(), annotations, Set.of(), now.finalizers(), Events.current(now), List.of());
    }

    private static ServiceChange of(
            ServiceView before,
            Decision decision,
            List<Ingress> ingress,
            Map<String, String> annotations,
            Set<String> removed,
            Set<String> finalizers,
            Optional<Condition> condition,
            List<Verdict> events) {
        Map<String, String> marked = new HashMap<>(before.annotations());
        marked.keySet().removeAll(removed);
        marked.putAll(annotations);
        List<Condition> conditions = new ArrayList<>(before.conditions());
        conditions.removeIf(other -> other.type().equals(ServiceView.ADDRESS_ALLOCATED));
        condition.ifPresent(conditions::add);
        ServiceView after = before.with(before.resourceVersion(), marked, finalizers, ingress, conditions);
        return new ServiceChange(before, decision, ingress, annotations, removed, finalizers, condition, events, after);
    }

    public ObjectKey key() {
        return before.key();
    }

    /**
     * The Service when nobody knows whether this has been written: as afterwards, but with the addresses of both, and with the claims
     * of before: no IPAM is to be asked on the strength of a claim that may not be there.
     */
    public ServiceView afterOrBefore() {
        String claims = before.annotation(Annotations.IPAM_CLAIMS);
        boolean onlyMore = ingress.containsAll(before.ingress())
                && claims.equals(after.annotation(Annotations.IPAM_CLAIMS))
                && finalizers.equals(before.finalizers());
        if (onlyMore) {
            return after;
        }
        List<Ingress> both = new ArrayList<>(ingress);
        before.ingress().stream().filter(entry -> !both.contains(entry)).forEach(both::add);
        Map<String, String> marks = new HashMap<>(after.annotations());
        marks.remove(Annotations.IPAM_CLAIMS);
        if (!claims.isEmpty()) {
            marks.put(Annotations.IPAM_CLAIMS, claims);
        }
        return after.with(after.resourceVersion(), marks, before.finalizers(), both, after.conditions());
    }

    /** Whether what was read shows everything this was to write. */
    public boolean isSeenIn(ServiceView read) {
        return read.ingress().equals(ingress)
                && read.annotations().entrySet().containsAll(annotations.entrySet())
                && Collections.disjoint(read.annotations().keySet(), removedAnnotations)
                && read.finalizers().contains(IpamClaims.FINALIZER) == finalizers.contains(IpamClaims.FINALIZER)
                && Events.current(read).equals(condition);
    }

    /** How a Service is to look. */
    private record Outcome(
            List<Ingress> ingress, Map<String, String> marks, Optional<Condition> condition, Verdict verdict) {
        Outcome staying(Verdict why) {
            return new Outcome(ingress, marks, Optional.of(ServiceChange.condition(false, why)), why);
        }
    }

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
            ServiceView now, Decision decision, Outcome outcome, Set<String> consumed, IpamClaims claims) {
        Map<String, String> toSet = new HashMap<>(outcome.marks());
        if (!claims.isEmpty()) {
            toSet.put(Annotations.IPAM_CLAIMS, claims.text());
        }
        toSet.entrySet().removeAll(now.annotations().entrySet());
        Set<String> unwanted = new HashSet<>(outcome.marks().isEmpty() ? OURS : Set.of(Annotations.SKIP_IPV6_DAD));
        if (decision instanceof Decision.Pending) {
            unwanted.remove(Annotations.ALLOCATOR_TERM);
        }
        unwanted.addAll(consumed);
        if (claims.isEmpty()) {
            unwanted.add(Annotations.IPAM_CLAIMS);
        }
        Set<String> finalizers = finalizers(now, claims);
        unwanted.removeAll(outcome.marks().keySet());
        unwanted.retainAll(now.annotations().keySet());
        boolean same = now.ingress().equals(outcome.ingress())
                && toSet.isEmpty()
                && unwanted.isEmpty()
                && finalizers.equals(now.finalizers())
                && Events.current(now).equals(outcome.condition());
        return same
                ? Optional.empty()
                : Optional.of(of(
                        now,
                        decision,
                        outcome.ingress(),
                        toSet,
                        unwanted,
                        finalizers,
                        outcome.condition(),
                        Events.of(now, decision, outcome.ingress(), outcome.verdict())));
    }

    /** A Service that is being deleted takes no new finalizer. */
    private static Set<String> finalizers(ServiceView now, IpamClaims claims) {
        Set<String> finalizers = new HashSet<>(now.finalizers());
        if (claims.isEmpty()) {
            finalizers.remove(IpamClaims.FINALIZER);
        } else if (!now.deleting()) {
            finalizers.add(IpamClaims.FINALIZER);
        }
        return finalizers;
    }

    private static Condition condition(boolean status, Verdict verdict) {
        return new Condition(
                ServiceView.ADDRESS_ALLOCATED, status, verdict.reason().code(), verdict.message());
    }
}
