package io.routelb.netlink.packet;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.netlink.NetlinkException;
import io.routelb.netlink.PacketSocket;
import io.routelb.netlink.frame.ArpFrame;
import io.routelb.netlink.frame.EthernetFrame;
import io.routelb.netlink.frame.NeighborFrame;
import io.routelb.netlink.value.Link;
import io.routelb.netlink.value.MacAddress;

/**
 * Tells the stations of one link that an address is here. Sends once per call; the caller repeats as it is configured to. Opened for a
 * link as it was then: when its MAC changes it is to be opened anew. Needs CAP_NET_RAW. Owned by one thread.
 */
public final class AddressAnnouncer implements AutoCloseable {
    private final PacketSocket socket;
    private final MacAddress mac;

    private AddressAnnouncer(PacketSocket socket, MacAddress mac) {
        this.socket = socket;
        this.mac = mac;
    }

    /**
     * In the calling thread's namespace.
     *
     * @throws IllegalArgumentException when the link has no neighbours to tell, see {@link Link#hasNeighbours()}
     */
    public static AddressAnnouncer open(Link link) throws NetlinkException {
        if (!link.hasNeighbours()) {
            throw new IllegalArgumentException("nobody can be told anything on link " + link.name());
        }
        return new AddressAnnouncer(PacketSocket.sending(link), MacAddress.of(link.mac()));
    }

    /**
     * For IPv4 a gratuitous ARP request and a reply, for IPv6 an unsolicited Neighbor Advertisement.
     *
     * @param router whether this host forwards packets of the family on the link; IPv6 says so to its neighbours
     */
    public void announce(IPAddress address, boolean router) throws NetlinkException {
        if (address.isIPv4()) {
            IPv4Address ipv4 = address.toIPv4();
            socket.send(ArpFrame.announcementRequest(mac, ipv4), EthernetFrame.TYPE_ARP);
            socket.send(ArpFrame.announcementReply(mac, ipv4), EthernetFrame.TYPE_ARP);
        } else {
            socket.send(NeighborFrame.advertisement(mac, address.toIPv6(), router), EthernetFrame.TYPE_IPV6);
        }
    }

    /** Asks whether anybody has the IPv4 address, which this host must not have yet; {@link ClaimWatch} hears the answer. */
    public void probe(IPv4Address address) throws NetlinkException {
        socket.send(ArpFrame.probe(mac, address), EthernetFrame.TYPE_ARP);
    }

    @Override
    public void close() {
        socket.close();
    }
}
