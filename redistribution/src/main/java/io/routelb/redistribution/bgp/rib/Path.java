package io.routelb.redistribution.bgp.rib;

import inet.ipaddr.IPAddress;
import io.routelb.redistribution.bgp.message.PathAttribute;
import java.util.List;

/** How a peer is told to reach a prefix. Prefixes with equal paths share UPDATEs. The next hop's family is the prefixes'. */
public record Path(IPAddress nextHop, List<PathAttribute> attributes) {
    public Path {
        attributes = List.copyOf(attributes);
    }
}
