package io.routelb.node.policy;

import io.routelb.model.Prefix;
import io.routelb.node.elect.Rendezvous;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes announce a route when not all of them are to. Every node has a weight for every route and the heaviest announce, so that all
 * agents agree without a word, routes are spread, and a node that fails is replaced by one other while the rest stay.
 */
final class NextHops {
    static final NextHops EVERYBODY = new NextHops(0, Map.of());

    private final int most;
    private final Map<String, Long> hashes;
    /** The same once more, to go through: a thousand routes are weighed against a thousand nodes. */
    private final String[] names;

    private final long[] each;

    private NextHops(int most, Map<String, Long> hashes) {
        this.most = most;
        this.hashes = hashes;
        this.names = hashes.keySet().toArray(String[]::new);
        this.each = Stream.of(names).mapToLong(hashes::get).toArray();
    }

    /** Of these nodes so many; 0 = all. */
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
        for (int i = 0; i < each.length; i++) {
            int order = Long.compareUnsigned(Rendezvous.weight(each[i], address), weight);
            // Equal weights do not happen; if they did, the name would decide.
            boolean isHeavier = order > 0 || (order == 0 && names[i].compareTo(node) < 0);
            if (isHeavier && serves(names[i], only) && ++heavier == most) {
                return false;
            }
        }
        return true;
    }

    private static boolean serves(String node, Optional<Set<String>> only) {
        return only.isEmpty() || only.get().contains(node);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NextHops hops && most == hops.most && hashes.equals(hops.hashes);
    }

    @Override
    public int hashCode() {
        return 31 * most + hashes.hashCode();
    }
}
