package io.routelb.redistribution.bgp.rib;

import io.routelb.model.Prefix;
import io.routelb.redistribution.bgp.message.Net;
import java.util.List;

/**
 * What is used for a prefix changed.
 *
 * @param before the best route and those equal to it, best first; empty = there was none
 * @param after the same, now
 */
public record Change(Net net, List<Route> before, List<Route> after) {
    public Change {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    public Prefix prefix() {
        return net.prefix();
    }
}
