package io.routelb.netlink.packet;

import inet.ipaddr.ipv6.IPv6Address;
import io.routelb.netlink.NetlinkException;
import io.routelb.netlink.PacketSocket;
import io.routelb.netlink.PacketSocket.FilterStep;
import io.routelb.netlink.frame.EthernetFrame;
import io.routelb.netlink.frame.RouterFrame;
import io.routelb.netlink.value.Link;
import io.routelb.netlink.value.MacAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Hears who advertises itself as a router on one link, or asks for routers, and does both. The kernel passes on nothing else and keeps a
 * bounded number of frames. Opened for a link as it was then: when its MAC or its address changes it is to be opened anew. Needs
 * CAP_NET_RAW. Owned by one thread.
 */
public final class RouterWatch implements AutoCloseable {
    private static final int LOAD_BYTE = 0x30; // BPF_LD | BPF_B | BPF_ABS
    private static final int JUMP_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
    private static final int RETURN = 0x06; // BPF_RET | BPF_K
    private static final int NEXT_HEADER = EthernetFrame.HEADER_BYTES + 6;
    private static final int HOPS = EthernetFrame.HEADER_BYTES + 7;
    private static final int ICMP_TYPE = EthernetFrame.HEADER_BYTES + 40;

    /** ICMPv6 133 and 134 that no router has forwarded: a node's traffic must not come up here. */
    private static final List<FilterStep> ROUTER_DISCOVERY = List.of(
            new FilterStep(LOAD_BYTE, 0, 0, HOPS),
            new FilterStep(JUMP_EQUAL, 0, 6, 255),
            new FilterStep(LOAD_BYTE, 0, 0, NEXT_HEADER),
            new FilterStep(JUMP_EQUAL, 0, 4, 58),
            new FilterStep(LOAD_BYTE, 0, 0, ICMP_TYPE),
            new FilterStep(JUMP_EQUAL, 1, 0, RouterFrame.SOLICITATION),
            new FilterStep(JUMP_EQUAL, 0, 1, RouterFrame.ADVERTISEMENT),
            new FilterStep(RETURN, 0, 0, 0xffff),
            new FilterStep(RETURN, 0, 0, 0));

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
        PacketSocket socket = PacketSocket.receiving(link, EthernetFrame.TYPE_IPV6, ROUTER_DISCOVERY);
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
