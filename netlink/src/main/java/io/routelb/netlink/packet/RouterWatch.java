package io.routelb.netlink.packet;

import inet.ipaddr.ipv6.IPv6Address;
import io.routelb.netlink.NetlinkException;
import io.routelb.netlink.PacketSocket;
import io.routelb.netlink.frame.EthernetFrame;
import io.routelb.netlink.frame.RouterFrame;
import io.routelb.netlink.value.Link;
import io.routelb.netlink.value.MacAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Hears who advertises itself as a router on one link, or asks for routers, and does both. The kernel passes on nothing else and keeps a
 * bounded number of frames. Opened for a link as it was then: when its MAC or its address changes it is to be opened anew. Needs
 * CAP_NET_RAW. Owned by one thread.
 */
public final class RouterWatch implements AutoCloseable {
    private final PacketSocket socket;
    private final MacAddress mac;
    private final IPv6Address own;

    private RouterWatch(PacketSocket socket, MacAddress mac, IPv6Address own) {
        this.socket = socket;
        this.mac = mac;
        this.own = own;
    }

    /**
     * In the calling thread's namespace; what is sent after this returns is heard.
     *
     * @param own the link's own link-local address, without a zone
     */
    public static RouterWatch open(Link link, IPv6Address own) throws NetlinkException {
        if (!link.hasNeighbours()) {
            throw new IllegalArgumentException("nobody can be heard on link " + link.name());
        }
        PacketSocket socket = PacketSocket.receiving(
                link, EthernetFrame.TYPE_IPV6, DiscoveryFilter.of(RouterFrame.SOLICITATION, RouterFrame.ADVERTISEMENT));
        try {
            // The kernel is a member only while it forwards.
            socket.join(RouterFrame.ALL_ROUTERS);
        } catch (NetlinkException e) {
            socket.close();
            throw e;
        }
        return new RouterWatch(socket, MacAddress.of(link.mac()), own);
    }

    /** Whether anything came within the time; what came and was nothing of the kind is passed over, and so are our own. */
    public Optional<RouterFrame.Heard> next(Duration wait) throws NetlinkException {
        return socket.receive(wait)
                .flatMap(RouterFrame::read)
                .filter(heard -> !heard.equals(new RouterFrame.Heard.Advertisement(own)));
    }

    public void advertise() throws NetlinkException {
        socket.send(RouterFrame.advertisement(mac, own), EthernetFrame.TYPE_IPV6);
    }

    public void solicit() throws NetlinkException {
        socket.send(RouterFrame.solicitation(mac, own), EthernetFrame.TYPE_IPV6);
    }

    @Override
    public void close() {
        socket.close();
    }
}
