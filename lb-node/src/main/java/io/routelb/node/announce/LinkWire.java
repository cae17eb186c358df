package io.routelb.node.announce;

import inet.ipaddr.IPAddress;
import io.routelb.netlink.NetlinkException;
import io.routelb.netlink.packet.AddressAnnouncer;
import io.routelb.netlink.value.Link;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Sends on the real links. Keeps one packet socket per link, opened anew when the link is another or has another MAC. */
public final class LinkWire implements Announcer.Wire, AutoCloseable {
    private record Station(int index, String mac) {}

    private record Open(Station station, AddressAnnouncer announcer) {}

    private final Predicate<String> forwardsIpv6;
    private final Map<String, Open> open = new HashMap<>();

    /** {@code forwardsIpv6} says of a link's name whether the host forwards IPv6 packets that come in on it. */
    public LinkWire(Predicate<String> forwardsIpv6) {
        this.forwardsIpv6 = forwardsIpv6;
    }

    @Override
    public void announce(Link link, IPAddress address) throws NetlinkException {
        Station station = new Station(link.index(), link.mac());
        Open present = open.get(link.name());
        if (present == null || !present.station().equals(station)) {
            forget(link.name());
            present = new Open(station, AddressAnnouncer.open(link));
            open.put(link.name(), present);
        }
        try {
            present.announcer().announce(address, address.isIPv6() && forwardsIpv6.test(link.name()));
        } catch (NetlinkException e) {
            forget(link.name());
            throw e;
        }
    }

    private void forget(String link) {
        Open present = open.remove(link);
        if (present != null) {
            present.announcer().close();
        }
    }

    @Override
    public void close() {
        open.values().forEach(one -> one.announcer().close());
        open.clear();
    }
}
