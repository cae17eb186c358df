package io.routelb.redistribution.bgp.speaker;

import inet.ipaddr.IPAddress;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.epoll.EpollSocketChannel;
import io.routelb.model.SessionPassword;
import io.routelb.redistribution.socket.Wire;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Optional;

/** Opens connections to one peer. */
final class Dialer {
    private static final int CONNECT_TIMEOUT_MILLIS = 30_000;

    /** So much of one peer is read in a turn of the loop, some 6,000 routes, and then the other peers have theirs. */
    private static final RecvByteBufAllocator SLICES =
            new AdaptiveRecvByteBufAllocator(512, 2048, 32 << 10).maxMessagesPerRead(1);

    private final EventLoop loop;
    private PeerIdentity identity;
    private final Captures captures;
    private final TcpProtection protection;

    Dialer(EventLoop loop, PeerIdentity identity, Captures captures) {
        this.captures = captures;
        this.loop = loop;
        this.identity = identity;
        this.protection = new TcpProtection(identity);
    }

    /** The next connection is made as that says; nothing of what protects it is other. */
    void follow(PeerIdentity fresh) {
        identity = fresh;
    }

    /** Starts to connect; the connection tells how it went. */
    Connection dial(Connection.Events events, Optional<SessionPassword> password) {
        EpollSocketChannel channel = new EpollSocketChannel();
        Connection connection = new Connection(channel, trace(true), events);
        try {
            protection.guard(channel, password);
        } catch (ChannelException e) {
            return neverMade(
                    channel, connection, "cannot protect the connection to " + identity.name() + ": " + e.getMessage());
        }
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(() -> channel)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, SLICES)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .handler(connection);
        try {
            bootstrap.remoteAddress(new InetSocketAddress(
                    Wire.toJdk(identity.peer().address()), identity.peer().port()));
            if (identity.peer().source().isPresent()) {
                bootstrap.localAddress(new InetSocketAddress(
                        Wire.toJdk(identity.peer().source().get()), 0));
            }
        } catch (UnknownHostException e) {
            return neverMade(channel, connection, "cannot dial " + identity.name() + ": " + e.getMessage());
        }
        bootstrap.connect().addListener(future -> {
            if (!future.isSuccess()) {
                loop.execute(() -> connection.failed(sentence(future.cause())));
            }
        });
        return connection;
    }

    private Connection neverMade(EpollSocketChannel channel, Connection connection, String sentence) {
        channel.unsafe().closeForcibly();
        loop.execute(() -> connection.failed(sentence));
        return connection;
    }

    /**
     * Gives an accepted connection what a dialled one has.
     *
     * @return why it must not be used; empty = it may
     */
    Optional<String> adopt(Channel channel, Optional<SessionPassword> password) {
        try {
            channel.config().setOption(ChannelOption.TCP_NODELAY, true);
            channel.config().setOption(ChannelOption.RECVBUF_ALLOCATOR, SLICES);
            protection.guard(channel, password);
            return protection.comesFromTooFar(channel)
                    ? Optional.of(identity.name() + " dialled from more than "
                            + identity.peer().options().ttlSecurityHops().orElse(0) + " hops away")
                    : Optional.empty();
        } catch (ChannelException e) {
            // Most often the peer was gone before the options were set.
            return Optional.of("cannot protect the connection from " + identity.name() + ": " + e.getMessage());
        }
    }

    /** Of a connection to the peer, or from it. */
    Captures.Trace trace(boolean dialled) {
        return captures.connection(identity.peer().address(), dialled);
    }

    private String sentence(Throwable cause) {
        String peer = identity.name();
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
