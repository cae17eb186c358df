package io.routelb.redistribution.bgp.rib;

import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.redistribution.bgp.message.Net;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Our own routes as peers are told them, immutable. Made once when they are set, for all peers that are told the same, so that nothing is
 * left to be done for each route when a session comes up but to write it. Those with the same attributes stand together.
 */
final class OwnRoutes {
    static final OwnRoutes NONE = new OwnRoutes(Map.of(), List.of());

    private final Map<Prefix, RouteAttributes> source;
    private final List<Own> inOrder;
    private final Map<Net, Own> byNet;

    /** One of them; equal attributes are one instance. */
    record Own(Net net, RouteAttributes attributes, int position) {}

    /** Takes what differs between two of these. */
    @FunctionalInterface
    interface Difference {
        /** Null where there is no such route. */
        void take(Net net, @Nullable Own before, @Nullable Own after);
    }

    private OwnRoutes(Map<Prefix, RouteAttributes> source, List<Own> inOrder) {
        this.source = source;
        this.inOrder = inOrder;
        this.byNet = HashMap.newHashMap(inOrder.size());
        inOrder.forEach(each -> byNet.put(each.net, each));
    }

    static OwnRoutes of(Map<Prefix, RouteAttributes> routes) {
        if (routes.isEmpty()) {
            return NONE;
        }
        Map<IpFamily, Map<RouteAttributes, List<Net>>> classes = new LinkedHashMap<>();
        Map<RouteAttributes, RouteAttributes> shared = new HashMap<>();
        IdentityHashMap<RouteAttributes, RouteAttributes> known = new IdentityHashMap<>();
        routes.forEach((prefix, attributes) -> {
            Net net = Net.of(prefix);
            RouteAttributes one = known.computeIfAbsent(attributes, key -> {
                RouteAttributes earlier = shared.putIfAbsent(key, key);
                return earlier == null ? key : earlier;
            });
            classes.computeIfAbsent(net.family(), unused -> new IdentityHashMap<>())
                    .computeIfAbsent(one, unused -> new ArrayList<>())
                    .add(net);
        });
        List<Own> inOrder = new ArrayList<>(routes.size());
        classes.values()
                .forEach(each -> each.forEach((attributes, nets) -> {
                    for (Net net : nets) {
                        inOrder.add(new Own(net, attributes, inOrder.size()));
                    }
                }));
        return new OwnRoutes(routes, inOrder);
    }

    /** What they were made from. */
    Map<Prefix, RouteAttributes> source() {
        return source;
    }

    boolean isEmpty() {
        return inOrder.isEmpty();
    }

    int size() {
        return inOrder.size();
    }

    Own at(int position) {
        return inOrder.get(position);
    }

    @Nullable
    Own find(Net net) {
        return byNet.get(net);
    }

    Set<Net> nets() {
        return Collections.unmodifiableSet(byNet.keySet());
    }

    /** Shows what is to be done to get from these to the others. */
    void to(OwnRoutes others, Difference difference) {
        for (Own after : others.inOrder) {
            Own before = byNet.get(after.net);
            if (before == null || !before.attributes.equals(after.attributes)) {
                difference.take(after.net, before, after);
            }
        }
        for (Own before : inOrder) {
            if (!others.byNet.containsKey(before.net)) {
                difference.take(before.net, before, null);
            }
        }
    }
}
