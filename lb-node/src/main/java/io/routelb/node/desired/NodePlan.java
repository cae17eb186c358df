package io.routelb.node.desired;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.ClusterSnapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which addresses this node carries, on which link, and why not the others. Pure: equal snapshots give equal plans. Only Services that
 * carry our mark count; anybody else's address is never announced or removed.
 *
 * @param serviceLink name of the link of remote addresses, which is made if there is none
 * @param addresses by address, in address order
 * @param notHere one entry per Service and address left out
 * @param untouched addresses that stay on a link as they are, for as long as the kernel keeps them
 */
public record NodePlan(
        String serviceLink, Map<IPAddress, PlannedAddress> addresses, List<NotHere> notHere, Set<IPAddress> untouched) {
    public NodePlan {
        addresses = Collections.unmodifiableNavigableMap(sorted(addresses));
        notHere = List.copyOf(notHere);
        untouched = Set.copyOf(untouched);
    }

    /** Nothing at all, on a link of that name. */
    public static NodePlan nothing(String serviceLink) {
        return new NodePlan(serviceLink, Map.of(), List.of(), Set.of());
    }

    /** A copy; of a map that is sorted like this already it is made without a comparison. */
    private static NavigableMap<IPAddress, PlannedAddress> sorted(Map<IPAddress, PlannedAddress> addresses) {
        NavigableMap<IPAddress, PlannedAddress> sorted = new TreeMap<>(Addresses.ORDER);
        sorted.putAll(addresses);
        return sorted;
    }

    /** Decides about remote addresses for the node of that name; local ones come {@linkplain #withLocal from the election}. */
    public static NodePlan of(ClusterSnapshot snapshot, String node) {
        return new NodePlanner(node).plan(snapshot);
    }

    /**
     * The same with what the election of local addresses says.
     *
     * @param elected addresses this node has won and may have on a link
     * @param reasons for every other local address why not
     * @param keep addresses left by an earlier run that are not to be touched
     */
    public NodePlan withLocal(
            Map<IPAddress, PlannedAddress> elected, Map<IPAddress, Reason> reasons, Set<IPAddress> keep) {
        if (elected.isEmpty() && reasons.isEmpty() && keep.isEmpty()) {
            return untouched.isEmpty() ? this : new NodePlan(serviceLink, addresses, notHere, keep);
        }
        Map<IPAddress, PlannedAddress> all = sorted(addresses);
        all.putAll(elected);
        Map<String, Reason> byText = new HashMap<>();
        reasons.forEach((address, reason) -> byText.put(address.toCanonicalString(), reason));
        Set<String> here =
                elected.keySet().stream().map(IPAddress::toCanonicalString).collect(Collectors.toUnmodifiableSet());
        List<NotHere> left = notHere.stream()
                .filter(one -> one.reason() != Reason.POOL_NOT_REMOTE || !here.contains(one.address()))
                .map(one -> one.because(
                        one.reason() == Reason.POOL_NOT_REMOTE
                                ? byText.getOrDefault(one.address(), one.reason())
                                : one.reason()))
                .toList();
        return new NodePlan(serviceLink, all, left, keep);
    }

    /** These of its addresses and nothing else. */
    public NodePlan only(Set<IPAddress> those) {
        Map<IPAddress, PlannedAddress> left = sorted(addresses);
        left.keySet().retainAll(those);
        return new NodePlan(serviceLink, left, List.of(), Set.of());
    }

    /** The same without these addresses, for that reason. */
    public NodePlan without(Set<IPAddress> others, Reason reason) {
        if (others.isEmpty()) {
            return this;
        }
        Map<IPAddress, PlannedAddress> left = sorted(addresses);
        List<NotHere> more = new ArrayList<>(notHere);
        for (IPAddress address : others) {
            PlannedAddress planned = left.remove(address);
            if (planned != null) {
                planned.services().stream()
                        .sorted()
                        .forEach(service -> more.add(new NotHere(address.toCanonicalString(), service, reason, false)));
            }
        }
        return new NodePlan(serviceLink, left, more, untouched);
    }
}
