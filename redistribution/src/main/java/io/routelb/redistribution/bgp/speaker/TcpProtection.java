package io.routelb.redistribution.bgp.speaker;

import inet.ipaddr.IPAddress;
import io.netty.channel.Channel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.channel.unix.Socket;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import io.routelb.model.SessionPassword;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What guards the TCP connections of one peer, in the kernel, before an octet of BGP is read: the key both sides sign every segment
 * with (RFC 2385) and how far the peer's packets may have come (RFC 5082). Every method may throw {@link
 * io.netty.channel.ChannelException} when the kernel refuses; the connection must then not be used.
 */
final class TcpProtection {
    /** The TTL of a packet that no router has seen. */
    static final int FARTHEST = 255;

    // Numbers of linux/in.h, linux/in6.h and linux/tcp.h.
    private static final IntegerUnixChannelOption IP_TTL = new IntegerUnixChannelOption("IP_TTL", 0, 2);
    private static final IntegerUnixChannelOption IP_MINTTL = new IntegerUnixChannelOption("IP_MINTTL", 0, 21);
    private static final IntegerUnixChannelOption IPV6_UNICAST_HOPS =
            new IntegerUnixChannelOption("IPV6_UNICAST_HOPS", 41, 16);
    private static final IntegerUnixChannelOption IPV6_MINHOPCOUNT =
            new IntegerUnixChannelOption("IPV6_MINHOPCOUNT", 41, 73);
    private static final IntegerUnixChannelOption TCP_SAVE_SYN = new IntegerUnixChannelOption("TCP_SAVE_SYN", 6, 27);
    /** Room for an IP and a TCP header with all their options. */
    private static final RawUnixChannelOption TCP_SAVED_SYN = new RawUnixChannelOption("TCP_SAVED_SYN", 6, 28, 128);

    private final IPAddress peer;
    private final Optional<Integer> ttl;
    private final OptionalInt hops;

    TcpProtection(PeerIdentity identity) {
        peer = identity.peer().address();
        ttl = identity.ttl();
        hops = identity.peer().options().ttlSecurityHops();
    }

    /**
     * Of the listening socket: what it answers with must pass the check of a peer that asks for TTL 255, and what a connection
     * came with must be there to be looked at. Keys are set apart, see {@link Md5Keys}.
     */
    static void prepareListener(Channel listener) {
        listener.config().setOption(IP_TTL, FARTHEST);
        if (Socket.isIPv6Preferred()) {
            listener.config().setOption(IPV6_UNICAST_HOPS, FARTHEST);
        }
        listener.config().setOption(TCP_SAVE_SYN, 1);
    }

    /** Guards a connection about to be dialled, or just accepted: what a listener had no key for has to be signed from now on. */
    void guard(Channel channel, Optional<SessionPassword> password) {
        boolean v4 = IpFamily.of(peer) == IpFamily.IPV4;
        ttl.ifPresent(each -> channel.config().setOption(v4 ? IP_TTL : IPV6_UNICAST_HOPS, each));
        hops.ifPresent(each -> channel.config().setOption(v4 ? IP_MINTTL : IPV6_MINHOPCOUNT, nearest(each)));
        Md5Keys.put(channel, Prefix.host(peer), password);
    }

    /**
     * Whether the packet that opened an accepted connection came from farther away than the peer may be. The kernel checks only
     * what comes after {@link #guard}; by then a stranger could have sent a whole OPEN and more. Without the packet, as under a SYN
     * flood, nothing is known and the answer is yes.
     */
    boolean comesFromTooFar(Channel accepted) {
        return hops.isPresent() && ttlOfSyn(accepted.config().getOption(TCP_SAVED_SYN)) < nearest(hops.getAsInt());
    }

    /** RFC 5082 section 5.1: the lowest TTL a packet from so many hops away can still have. */
    private static int nearest(int hops) {
        return FARTHEST + 1 - hops;
    }

    private static int ttlOfSyn(ByteBuffer packet) {
        return switch (packet.get(0) >> 4) {
            case 4 -> Byte.toUnsignedInt(packet.get(8));
            case 6 -> Byte.toUnsignedInt(packet.get(7));
            default -> 0;
        };
    }
}
