package io.routelb.netlink.packet;

import inet.ipaddr.IPAddress;
import io.routelb.model.IpFamily;
import io.routelb.netlink.NetlinkException;
import io.routelb.netlink.PacketSocket;
import io.routelb.netlink.PacketSocket.FilterStep;
import io.routelb.netlink.frame.Claim;
import io.routelb.netlink.frame.EthernetFrame;
import io.routelb.netlink.value.Link;
import io.routelb.netlink.value.MacAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Hears what other stations of one link claim, in one family: ARP, or neighbour advertisements and the probes of duplicate address
 * detection. Its own link's MAC is nobody else. The kernel passes on nothing but such frames and keeps a bounded number; a flood costs
 * the sight of some, never memory. Needs CAP_NET_RAW. Owned by one thread.
 */
public final class ClaimWatch implements AutoCloseable {
    /** A poll looks at no more frames than this; the rest waits for the next. */
    private static final int MAX_FRAMES = 1024;

    private static final int LOAD_BYTE = 0x30; // BPF_LD | BPF_B | BPF_ABS
    private static final int JUMP_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
    private static final int RETURN = 0x06; // BPF_RET | BPF_K
    private static final int NEXT_HEADER = EthernetFrame.HEADER_BYTES + 6;
    private static final int ICMP_TYPE = EthernetFrame.HEADER_BYTES + 40;

    /** Of IPv6 only ICMPv6 135 and 136: a node's traffic must not come up here. */
    private static final List<FilterStep> NEIGHBOR_DISCOVERY = List.of(
            new FilterStep(LOAD_BYTE, 0, 0, NEXT_HEADER),
            new FilterStep(JUMP_EQUAL, 0, 4, 58),
            new FilterStep(LOAD_BYTE, 0, 0, ICMP_TYPE),
            new FilterStep(JUMP_EQUAL, 1, 0, 135),
            new FilterStep(JUMP_EQUAL, 0, 1, 136),
            new FilterStep(RETURN, 0, 0, 0xffff),
            new FilterStep(RETURN, 0, 0, 0));

    private final PacketSocket socket;
    private final MacAddress own;

    private ClaimWatch(PacketSocket socket, MacAddress own) {
        this.socket = socket;
        this.own = own;
    }

    /** In the calling thread's namespace; what is sent after this returns is heard. */
    public static ClaimWatch open(Link link, IpFamily family) throws NetlinkException {
        if (!link.hasNeighbours()) {
            throw new IllegalArgumentException("nobody can be heard on link " + link.name());
        }
        PacketSocket socket = switch (family) {
            case IPV4 -> PacketSocket.receiving(link, EthernetFrame.TYPE_ARP, List.of());
            case IPV6 -> PacketSocket.receiving(link, EthernetFrame.TYPE_IPV6, NEIGHBOR_DISCOVERY);
        };
        return new ClaimWatch(socket, MacAddress.of(link.mac()));
    }

    /**
     * The claims of others to any of the addresses, in the order heard, each once; returns with the first that came, or empty after the
     * given time.
     *
     * @param timeout zero does not wait
     */
    public List<Claim> poll(Set<IPAddress> addresses, Duration timeout) throws NetlinkException {
        long deadline = System.nanoTime() + timeout.toNanos();
        List<Claim> claims = new ArrayList<>();
        Duration wait = timeout;
        for (int frames = 0; frames < MAX_FRAMES; frames++) {
            Optional<byte[]> frame = socket.receive(wait);
            if (frame.isEmpty()) {
                break;
            }
            frame.flatMap(Claim::read)
                    .filter(claim -> addresses.contains(claim.address()))
                    .filter(claim -> !claim.mac().equals(own) && !claims.contains(claim))
                    .ifPresent(claims::add);
            wait = claims.isEmpty() ? Duration.ofNanos(Math.max(0, deadline - System.nanoTime())) : Duration.ZERO;
        }
        return claims;
    }

    @Override
    public void close() {
        socket.close();
    }
}
