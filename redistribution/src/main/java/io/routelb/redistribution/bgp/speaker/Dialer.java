package io.routelb.redistribution.bgp.speaker;

import inet.ipaddr.IPAddress;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.routelb.model.IpFamily;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;

/** Opens connections to one peer. */
final class Dialer {
    private static final int CONNECT_TIMEOUT_MILLIS = 30_000;
    /** IPPROTO_IP, IP_TTL of Linux. */
    private static final IntegerUnixChannelOption IP_TTL = new IntegerUnixChannelOption("IP_TTL", 0, 2);
    /** IPPROTO_IPV6, IPV6_UNICAST_HOPS of Linux. */
    private static final IntegerUnixChannelOption IPV6_UNICAST_HOPS =
            new IntegerUnixChannelOption("IPV6_UNICAST_HOPS", 41, 16);

    private final EventLoop loop;
    private final PeerIdentity identity;

    Dialer(EventLoop loop, PeerIdentity identity) {
        this.loop = loop;
        this.identity = identity;
    }

    /** Starts to connect; the connection tells how it went. */
    Connection dial(Connection.Events events) {
        EpollSocketChannel channel = new EpollSocketChannel();
        Connection connection = new Connection(channel, events);
        IPAddress remote = identity.peer().address();
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(() -> channel)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .handler(connection)
                .remoteAddress(new InetSocketAddress(
                        Wire.toJdk(remote), identity.peer().port()));
        identity.peer()
                .source()
                .ifPresent(source -> bootstrap.localAddress(new InetSocketAddress(Wire.toJdk(source), 0)));
        identity.ttl().ifPresent(ttl -> bootstrap.option(ttlOption(remote), ttl));
        bootstrap.connect().addListener(future -> {
            if (!future.isSuccess()) {
                loop.execute(() -> connection.failed(sentence(future.cause())));
            }
        });
        return connection;
    }

    /** Gives an accepted connection the options a dialled one has. */
    void adopt(Channel channel) {
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
        identity.ttl().ifPresent(ttl -> {
            try {
                channel.config().setOption(ttlOption(identity.peer().address()), ttl);
            } catch (ChannelException e) {
                // The peer was gone before the option was set; the closed channel says so itself.
                var ignored = channel.close();
            }
        });
    }

    private static IntegerUnixChannelOption ttlOption(IPAddress remote) {
        return IpFamily.of(remote) == IpFamily.IPV4 ? IP_TTL : IPV6_UNICAST_HOPS;
    }

    private String sentence(Throwable cause) {
        String peer = "peer " + identity.peer().address().toCanonicalString();
        String detail = String.valueOf(cause.getMessage());
        if (detail.contains("refused")) {
            return peer + " refused the connection";
        }
        return switch (cause) {
            case ConnectTimeoutException unused -> peer + " did not answer the connection attempt in time";
            case NoRouteToHostException unused -> "there is no route to " + peer;
            case BindException unused ->
                "cannot dial " + peer + " from source address "
                        + identity.peer()
                                .source()
                                .map(IPAddress::toCanonicalString)
                                .orElse("any")
                        + ": it is not an address of this node";
            default -> "cannot connect to " + peer + ": " + detail;
        };
    }
}
