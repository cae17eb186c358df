package io.routelb.redistribution.bgp.rib;

import inet.ipaddr.IPAddress;
import io.routelb.model.IpFamily;
import io.routelb.redistribution.bgp.message.PathAttribute;
import io.routelb.redistribution.bgp.message.SharedAttributes;
import java.util.List;

/**
 * How peers are told to reach prefixes of a family, immutable. Prefixes with equal paths share UPDATEs, so that comparing has to be
 * quick: the hash is computed once.
 */
public final class Path {
    private final IpFamily family;
    private final IPAddress nextHop;
    private final SharedAttributes attributes;
    private final int hash;

    public Path(IpFamily family, IPAddress nextHop, List<PathAttribute> attributes) {
        this.family = family;
        this.nextHop = nextHop;
        this.attributes = SharedAttributes.of(attributes);
        this.hash = 31 * (31 * family.hashCode() + nextHop.hashCode()) + this.attributes.hashCode();
    }

    /** Of the prefixes. */
    public IpFamily family() {
        return family;
    }

    /** Of the other family than the prefixes' where that was negotiated (RFC 8950). */
    public IPAddress nextHop() {
        return nextHop;
    }

    /** Without a next hop. */
    public SharedAttributes attributes() {
        return attributes;
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof Path path
                        && hash == path.hash
                        && family == path.family
                        && nextHop.equals(path.nextHop)
                        && attributes.equals(path.attributes));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return "via " + nextHop + " " + attributes;
    }
}
