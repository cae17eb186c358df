package io.routelb.redistribution.bgp.rib;

import inet.ipaddr.IPAddress;
import io.routelb.model.Asn;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import io.routelb.redistribution.bgp.message.AsPath;
import io.routelb.redistribution.bgp.message.Dialect;
import io.routelb.redistribution.bgp.message.LocalPref;
import io.routelb.redistribution.bgp.message.Origin;
import io.routelb.redistribution.bgp.message.PathAttribute;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one peer is told of the node's own routes.
 *
 * @param localAsn what we are to the peer
 * @param nextHops our address in each family that may be advertised; a family without one is not advertised
 */
public record ExportPolicy(Asn localAsn, Dialect dialect, Map<IpFamily, IPAddress> nextHops) {
    private static final long DEFAULT_LOCAL_PREF = 100;

    public ExportPolicy {
        nextHops = Map.copyOf(nextHops);
    }

    /** The complete set to have advertised. */
    public Map<Prefix, Path> export(Set<Prefix> routes) {
        Map<IpFamily, Path> paths = new HashMap<>();
        nextHops.forEach((family, nextHop) -> paths.put(family, new Path(nextHop, attributes())));
        Map<Prefix, Path> exported = HashMap.newHashMap(routes.size());
        for (Prefix prefix : routes) {
            Path path = paths.get(prefix.family());
            if (path != null) {
                exported.put(prefix, path);
            }
        }
        return exported;
    }

    /** RFC 4271 sections 5.1.1, 5.1.2 (b) and 5.1.5. ORIGIN is IGP, so that routers count our routes as equal for ECMP. */
    private List<PathAttribute> attributes() {
        List<PathAttribute> attributes = new ArrayList<>();
        attributes.add(Origin.IGP);
        if (!dialect.external()) {
            attributes.add(AsPath.EMPTY);
            attributes.add(new LocalPref(DEFAULT_LOCAL_PREF));
            return attributes;
        }
        attributes.add(AsPath.sequence(List.of(localAsn.value())));
        return attributes;
    }
}
