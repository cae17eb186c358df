package io.routelb.netlink.packet;

import inet.ipaddr.IPAddress;
import io.routelb.model.IpFamily;
import io.routelb.netlink.NetlinkException;
import io.routelb.netlink.PacketSocket;
import io.routelb.netlink.frame.Claim;
import io.routelb.netlink.frame.EthernetFrame;
import io.routelb.netlink.frame.NeighborFrame;
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
            case IPV6 ->
                PacketSocket.receiving(
                        link,
                        EthernetFrame.TYPE_IPV6,
                        DiscoveryFilter.of(NeighborFrame.SOLICITATION, NeighborFrame.ADVERTISEMENT));
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
