package io.routelb.redistribution.bgp.message;

import inet.ipaddr.ipv4.IPv4Address;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** CLUSTER_LIST: the reflectors a route came by, the last one first (RFC 4456 section 8). At least one. */
public record ClusterList(List<IPv4Address> clusters) implements KnownAttribute {
    static PathAttribute decode(ByteBuffer value) throws BgpException {
        AttributeType.CLUSTER_LIST.requireMultiple(value, 4);
        List<IPv4Address> found = new ArrayList<>(value.remaining() / 4);
        while (value.hasRemaining()) {
            found.add(new IPv4Address(value.getInt()));
        }
        return new ClusterList(found);
    }

    public ClusterList {
        clusters = List.copyOf(clusters);
    }

    /** The list when the cluster reflects the route on. */
    public ClusterList prepend(IPv4Address cluster) {
        List<IPv4Address> longer = new ArrayList<>(clusters.size() + 1);
        longer.add(cluster);
        longer.addAll(clusters);
        return new ClusterList(longer);
    }

    @Override
    public AttributeType type() {
        return AttributeType.CLUSTER_LIST;
    }

    @Override
    public void encodeValue(ByteBuffer out, Dialect dialect) {
        clusters.forEach(each -> out.putInt(each.intValue()));
    }
}
