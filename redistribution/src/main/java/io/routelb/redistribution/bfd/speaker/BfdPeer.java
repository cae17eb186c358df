package io.routelb.redistribution.bfd.speaker;

import inet.ipaddr.IPAddress;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.model.RoutingIntent;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Somebody whose reachability is watched.
 *
 * @param source our address; empty = the kernel's choice, packet by packet
 */
public record BfdPeer(IPAddress address, Optional<IPAddress> source, PeerOptions.Bfd options) {
    private static final int SINGLE_HOP_PORT = 3784; // RFC 5881 section 4
    private static final int MULTIHOP_PORT = 4784; // RFC 5883 section 5

    /** All of the BGP neighbours that ask for it. */
    public static List<BfdPeer> of(Collection<RoutingIntent.Peer> neighbours) {
        return neighbours.stream().map(BfdPeer::of).flatMap(Optional::stream).toList();
    }

    private static Optional<BfdPeer> of(RoutingIntent.Peer peer) {
        return peer.options()
                .bfd()
                .map(options -> new BfdPeer(
                        peer.address().withoutPrefixLength(),
                        peer.source().map(IPAddress::withoutPrefixLength),
                        options));
    }

    int port() {
        return options.multihop() ? MULTIHOP_PORT : SINGLE_HOP_PORT;
    }

    IpFamily family() {
        return IpFamily.of(address);
    }

    /** Whether a running session can become what {@code other} asks for; only intervals and multiplier change live. */
    boolean carriesOn(BfdPeer other) {
        return source.equals(other.source)
                && options.multihop() == other.options.multihop()
                && options.authentication().equals(other.options.authentication());
    }
}
