package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import io.routelb.allocator.plan.IpamClaims.Claim;
import io.routelb.model.Addresses;
import io.routelb.model.InvalidValueException;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/** What one Service owes external IPAMs, and is owed by them. */
final class IpamDuties {
    private final IpamSockets sockets;
    private final Map<ObjectKey, IpamAnswer> answers;
    private final IpamProgress progress;

    /**
     * @param claims the Service is to carry
     * @param waiting why it cannot be let go yet, once there is trouble
     * @param tasks for its IPAMs; those that are done stay until the claim is gone
     */
    record Duty(IpamClaims claims, Optional<Verdict> waiting, List<IpamTask> tasks) {
        boolean needsAnswer() {
            return claims.byGroup().values().stream()
                    .anyMatch(claim -> claim.open().isPresent());
        }
    }

    IpamDuties(IpamSockets sockets, Map<ObjectKey, IpamAnswer> answers, IpamProgress progress) {
        this.sockets = sockets;
        this.answers = answers;
        this.progress = progress;
    }

    /** Quick where no group is external, which is almost everywhere. */
    boolean concern(ServiceView view, Decision decision) {
        if (decision instanceof Decision.NotOurs) {
            return false;
        }
        return IpamClaims.areOn(view)
                || (!sockets.byGroup().isEmpty()
                        && needed(decision).stream()
                                .anyMatch(group -> sockets.of(group).isPresent()));
    }

    Duty of(ServiceView view, Decision decision) {
        Set<String> needed = needed(decision);
        SequencedMap<String, Claim> recorded = recorded(view, decision, needed);
        Set<IPAddress> shown = shown(view, decision);
        List<IpamTask> tasks = new ArrayList<>();
        SequencedMap<String, Claim> wanted = new LinkedHashMap<>();
        recorded.forEach((group, claim) -> {
            Optional<String> socket = sockets.of(group, claim);
            List<IpamTask.Return> returns = returns(claim, needed.contains(group), shown).stream()
                    .map(address -> new IpamTask.Return(view.key(), group, socket.orElse(""), address))
                    .toList();
            if (socket.isPresent()) {
                tasks.addAll(returns);
            }
            left(claim, returns).ifPresent(rest -> wanted.put(group, rest));
        });
        ask(view, wanted, needed, shown).ifPresent(tasks::add);
        Optional<Verdict> waiting =
                decision instanceof Decision.Release ? waiting(view.key(), wanted) : Optional.empty();
        return new Duty(new IpamClaims(wanted), waiting, tasks);
    }

    /** Claims as written and as needed from now on, with every address known to have been given. */
    private SequencedMap<String, Claim> recorded(ServiceView view, Decision decision, Set<String> needed) {
        SequencedMap<String, Claim> claims =
                new LinkedHashMap<>(IpamClaims.of(view).byGroup());
        boolean mayClaim = IpamClaims.areSafe(view) || !view.deleting();
        for (String group : needed) {
            Optional<String> socket = sockets.of(group);
            if (mayClaim && socket.isPresent()) {
                claims.putIfAbsent(group, new Claim(socket.get(), new LinkedHashSet<>(), Optional.empty()));
            }
        }
        claims.replaceAll((group, claim) -> settled(view.key(), group, claim));
        if (needed.size() == 1) {
            // All it has is of one group; also what another allocator got before there were claims.
            claims.computeIfPresent(needed.iterator().next(), (group, claim) -> claim.with(held(decision)));
        }
        if (decision instanceof Decision.AskIpam asking) {
            Optional<IpamQuery.Wish> wish = Optional.of(asking.query().wish());
            claims.computeIfPresent(
                    asking.query().group(), (group, claim) -> claim.open().isPresent() ? claim : claim.open(wish));
        }
        return claims;
    }

    /** The claim with what came of its open question. */
    private Claim settled(ObjectKey service, String group, Claim claim) {
        if (answers.get(service) instanceof IpamAnswer.Given given && isOpen(given.query(), group, claim)) {
            return claim.with(given.addresses()).open(Optional.empty());
        }
        IpamQuery refused = progress.refused().get(service);
        return refused != null && isOpen(refused, group, claim) ? claim.open(Optional.empty()) : claim;
    }

    private static boolean isOpen(IpamQuery query, String group, Claim claim) {
        return query.group().equals(group) && claim.open().equals(Optional.of(query.wish()));
    }

    /** What is to be returned of a claim; an empty address = all. */
    private static List<Optional<IPAddress>> returns(Claim claim, boolean needed, Set<IPAddress> shown) {
        List<Optional<IPAddress>> unused = claim.addresses().stream()
                .filter(address -> !shown.contains(address))
                .map(Optional::of)
                .toList();
        boolean noneUsed = unused.size() == claim.addresses().size();
        return !needed && noneUsed ? List.of(Optional.empty()) : unused;
    }

    private Optional<Claim> left(Claim claim, List<IpamTask.Return> returns) {
        List<IPAddress> returned = new ArrayList<>();
        for (IpamTask.Return task : returns) {
            if (progress.returned().contains(task)) {
                if (task.address().isEmpty()) {
                    return Optional.empty();
                }
                returned.add(task.address().get());
            }
        }
        return Optional.of(claim.without(returned));
    }

    /**
     * The question that is open, acknowledged, on the Service. One that the plan no longer asks is asked until it is answered all the same:
     * what was given on it has to be known to be returned. A group of which all is returned needs no answer.
     */
    private Optional<IpamTask> ask(
            ServiceView view, Map<String, Claim> claims, Set<String> needed, Set<IPAddress> shown) {
        if (!IpamClaims.areSafe(view)) {
            return Optional.empty();
        }
        IpamClaims acknowledged = IpamClaims.of(view);
        for (Map.Entry<String, Claim> entry : claims.entrySet()) {
            String group = entry.getKey();
            Claim claim = entry.getValue();
            boolean holdsNone = claim.addresses().stream().noneMatch(shown::contains);
            Optional<String> socket = sockets.of(group, claim);
            boolean written = acknowledged.on(group).map(Claim::open).equals(Optional.of(claim.open()));
            if (claim.open().isPresent() && written && socket.isPresent() && (needed.contains(group) || !holdsNone)) {
                IpamQuery query = new IpamQuery(group, claim.open().get(), sharingKey(view));
                return Optional.of(new IpamTask.Ask(view.key(), query, socket.get(), holdsNone));
            }
        }
        return Optional.empty();
    }

    private static String sharingKey(ServiceView view) {
        return ServiceRequest.of(view).sharingKey();
    }

    private Optional<Verdict> waiting(ObjectKey service, Map<String, Claim> claims) {
        for (Map.Entry<String, Claim> entry : claims.entrySet()) {
            String who = "the IPAM of ServiceGroup " + Addresses.shown(entry.getKey());
            if (sockets.of(entry.getKey(), entry.getValue()).isEmpty()) {
                return Optional.of(new Verdict(
                        Reason.WAITING_FOR_IPAM_RELEASE,
                        who + " cannot be told to take its address back: the group is gone; create it again, or remove"
                                + " the finalizer " + IpamClaims.FINALIZER));
            }
        }
        return claims.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(progress.troubles().get(service))
                        .map(trouble -> new Verdict(Reason.WAITING_FOR_IPAM_RELEASE, trouble));
    }

    /** Groups the Service is to have something of, or is to ask. */
    private static Set<String> needed(Decision decision) {
        Set<String> groups = new LinkedHashSet<>();
        standing(decision)
                .map(holding -> holding.origin().group())
                .ifPresent(names -> groups.addAll(Arrays.asList(names.split(",", -1))));
        if (decision instanceof Decision.AskIpam asking) {
            groups.add(asking.query().group());
        }
        return groups;
    }

    /** What the API server has acknowledged to be shown, and what is to be. */
    private static Set<IPAddress> shown(ServiceView view, Decision decision) {
        Set<IPAddress> shown = held(decision);
        for (ServiceView.Ingress ingress : view.ingress()) {
            try {
                shown.add(Addresses.parse(ingress.ip()));
            } catch (InvalidValueException e) {
                // A host name, or another's nonsense: no address of an IPAM.
            }
        }
        return shown;
    }

    private static Set<IPAddress> held(Decision decision) {
        Set<IPAddress> held = new HashSet<>();
        standing(decision).ifPresent(holding -> {
            held.addAll(holding.addresses());
            held.addAll(holding.leaving());
        });
        return held;
    }

    private static Optional<Decision.Holding> standing(Decision decision) {
        return switch (decision) {
            case Decision.Holding holding -> Optional.of(holding);
            case Decision.AskIpam asking ->
                asking.meanwhile() instanceof Decision.Holding holding ? Optional.of(holding) : Optional.empty();
            case Decision.Pending pending -> Optional.empty();
            case Decision.Release release -> Optional.empty();
            case Decision.NotOurs stranger -> Optional.empty();
        };
    }
}
