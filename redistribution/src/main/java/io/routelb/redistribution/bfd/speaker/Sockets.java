package io.routelb.redistribution.bfd.speaker;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.routelb.model.IpFamily;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** UDP sockets of one family each: with one for both, the kernel's options and ours would mean two things. */
final class Sockets {
    private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);

    /** IPPROTO_IP, IP_TTL of Linux. */
    private static final IntegerUnixChannelOption IP_TTL = new IntegerUnixChannelOption("IP_TTL", 0, 2);
    /** IPPROTO_IPV6, IPV6_UNICAST_HOPS of Linux. */
    private static final IntegerUnixChannelOption IPV6_UNICAST_HOPS =
            new IntegerUnixChannelOption("IPV6_UNICAST_HOPS", 41, 16);
    /** IPPROTO_IPV6, IPV6_V6ONLY of Linux. */
    private static final IntegerUnixChannelOption IPV6_V6ONLY = new IntegerUnixChannelOption("IPV6_V6ONLY", 41, 26);

    /** SOL_SOCKET, SO_RCVBUFFORCE of Linux. */
    private static final IntegerUnixChannelOption SO_RCVBUFFORCE =
            new IntegerUnixChannelOption("SO_RCVBUFFORCE", 1, 33);

    private static final int MAX_TTL = 255;
    private static final int NETWORK_CONTROL = 0xC0; // DSCP CS6, as routing protocols have it

    private Sockets() {}

    static Bootstrap of(EventLoop loop, IpFamily family) {
        Bootstrap bootstrap = new Bootstrap().group(loop).option(ChannelOption.IP_TOS, NETWORK_CONTROL);
        return switch (family) {
            case IPV4 ->
                bootstrap
                        .channelFactory(() -> new EpollDatagramChannel(SocketProtocolFamily.INET))
                        .option(IP_TTL, MAX_TTL);
            case IPV6 ->
                bootstrap
                        .channelFactory(() -> new EpollDatagramChannel(SocketProtocolFamily.INET6))
                        .option(IPV6_V6ONLY, 1)
                        .option(IPV6_UNICAST_HOPS, MAX_TTL);
        };
    }

    /** Beyond net.core.rmem_max, for those who may (CAP_NET_ADMIN); what the system gives everybody is left to others. */
    static void enlargeQueue(Channel channel, int octets) {
        try {
            channel.config().setOption(SO_RCVBUFFORCE, octets);
        } catch (ChannelException e) {
            LOG.atDebug()
                    .setMessage("BFD's receive queue stays as the system has it")
                    .addKeyValue("reason", e.getMessage())
                    .log();
        }
    }

    /** An address of ours to bind to; any of the family when none is given. */
    static InetSocketAddress local(Optional<IPAddress> address, IpFamily family, int port) {
        IPAddress any = family == IpFamily.IPV4 ? new IPv4Address(0) : new IPv6Address(new byte[family.bits() / 8]);
        return new InetSocketAddress(address.orElse(any).toInetAddress(), port);
    }

    /** Without the zone that the JDK gives every IPv6 address of a datagram. */
    static IPAddress address(InetAddress address) {
        byte[] octets = address.getAddress();
        return octets.length == 4 ? new IPv4Address(octets) : new IPv6Address(octets);
    }
}
