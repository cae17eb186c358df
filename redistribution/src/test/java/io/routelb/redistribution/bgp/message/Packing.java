package io.routelb.redistribution.bgp.message;

import inet.ipaddr.IPAddress;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import java.util.Iterator;
import java.util.List;

/** UPDATEs in a line. */
public final class Packing {
    private Packing() {}

    /** One UPDATE with as many of the prefixes as fit, which are taken from the iterator's collection. */
    public static Update announce(
            IpFamily family,
            IPAddress nextHop,
            List<PathAttribute> shared,
            Iterator<Prefix> prefixes,
            Dialect dialect) {
        UpdatePacker packer = UpdatePacker.announcing(family, nextHop, SharedAttributes.of(shared), dialect);
        while (prefixes.hasNext() && !packer.isFull()) {
            packer.add(Net.of(prefixes.next()), 0);
            prefixes.remove();
        }
        return packer.update();
    }

    /** The same for prefixes of the next hop's family. */
    public static Update announce(
            IPAddress nextHop, List<PathAttribute> shared, Iterator<Prefix> prefixes, Dialect dialect) {
        return announce(IpFamily.of(nextHop), nextHop, shared, prefixes, dialect);
    }
}
