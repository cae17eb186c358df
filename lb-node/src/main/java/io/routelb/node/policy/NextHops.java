package io.routelb.node.policy;

import io.routelb.model.Prefix;
import io.routelb.node.elect.Rendezvous;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which nodes announce a route when not all of them are to. Every node has a weight for every route and the heaviest announce, so that all
 * agents agree without a word, routes are spread, and a node that fails is replaced by one other while the rest stay.
 *
 * @param most how many; 0 = all
 * @param hashes of the nodes that may, by name
 */
record NextHops(int most, Map<String, Long> hashes) {
    static final NextHops EVERYBODY = new NextHops(0, Map.of());

    NextHops {
        hashes = Map.copyOf(hashes);
    }

    static NextHops of(int most, Collection<String> nodes) {
        Map<String, Long> hashes = new HashMap<>();
        nodes.forEach(node -> hashes.put(node, Rendezvous.hash(node)));
        return new NextHops(most, hashes);
    }

    /** Whether the node is among those that announce the route; {@code only} are the nodes that can serve it, if not all can. */
    boolean includes(String node, Prefix route, Optional<Set<String>> only) {
        if (most == 0) {
            return true;
        }
        Long own = hashes.get(node);
        if (own == null || !serves(node, only)) {
            return false;
        }
        long address = Rendezvous.hash(route.network());
        long weight = Rendezvous.weight(own, address);
        int heavier = 0;
        for (Map.Entry<String, Long> other : hashes.entrySet()) {
            if (serves(other.getKey(), only) && isHeavier(other, address, weight, node) && ++heavier == most) {
                return false;
            }
        }
        return true;
    }

    private static boolean serves(String node, Optional<Set<String>> only) {
        return only.isEmpty() || only.get().contains(node);
    }

    /** Equal weights do not happen; if they did, the name would decide. */
    private static boolean isHeavier(Map.Entry<String, Long> other, long address, long weight, String node) {
        int order = Long.compareUnsigned(Rendezvous.weight(other.getValue(), address), weight);
        return order > 0 || (order == 0 && other.getKey().compareTo(node) < 0);
    }
}
