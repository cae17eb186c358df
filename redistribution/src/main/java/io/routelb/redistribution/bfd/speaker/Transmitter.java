package io.routelb.redistribution.bfd.speaker;

import inet.ipaddr.IPAddress;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DatagramPacket;
import io.routelb.redistribution.bfd.packet.PacketCodec;
import io.routelb.redistribution.socket.Wire;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sends the packets of one session, from a port no other session has (RFC 5881 section 4). */
final class Transmitter {
    private static final int FIRST_PORT = 49152;
    private static final int PORTS = 65536 - FIRST_PORT;
    private static final int TRIES = 16;
    private static final int RETRY_SECONDS = 1;
    /** What the socket does not take at once is not worth waiting: the next packet says it better. */
    private static final WriteBufferWaterMark NO_QUEUE = new WriteBufferWaterMark(1, PacketCodec.MAX_LENGTH);

    private final EventLoop loop;
    private final BfdPeer peer;
    private final Runnable ready;
    private final Runnable changed;
    private @Nullable Channel channel;
    private @Nullable InetSocketAddress remote;
    private boolean closed;
    private String problem = "";
    private long unsent;

    /**
     * Opens nothing yet.
     *
     * @param ready runs once, when packets can be sent
     * @param changed runs when {@link #problem} says something new
     */
    Transmitter(EventLoop loop, BfdPeer peer, Runnable ready, Runnable changed) {
        this.loop = loop;
        this.peer = peer;
        this.ready = ready;
        this.changed = changed;
    }

    void open() {
        bind(TRIES);
    }

    private void bind(int tries) {
        if (closed) {
            return;
        }
        int port = FIRST_PORT + ThreadLocalRandom.current().nextInt(PORTS);
        InetSocketAddress local;
        try {
            remote = new InetSocketAddress(Wire.toJdk(peer.address()), peer.port());
            local = Sockets.local(peer.source(), peer.family(), port);
        } catch (UnknownHostException e) {
            notFrom(e);
            return;
        }
        ChannelFuture binding = Sockets.of(loop, peer.family())
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, NO_QUEUE)
                .option(SocketFilter.OPTION, SocketFilter.NOTHING.value())
                .handler(new ChannelInboundHandlerAdapter())
                .bind(local);
        binding.addListener((ChannelFutureListener) future -> bound(future, tries - 1));
    }

    private void bound(ChannelFuture future, int triesLeft) {
        if (future.isSuccess() && !closed) {
            channel = future.channel();
            report("");
            ready.run();
            return;
        }
        var ignored = future.channel().close();
        if (future.isSuccess()) {
            return; // no longer wanted
        }
        if (triesLeft > 0) {
            bind(triesLeft); // most likely the port is taken
        } else {
            notFrom(future.cause());
        }
    }

    private void notFrom(Throwable cause) {
        report("BFD cannot send from "
                + peer.source().map(IPAddress::toCanonicalString).orElse("this node") + " (" + cause.getMessage()
                + ")");
        var unused = loop.schedule(() -> bind(TRIES), RETRY_SECONDS, TimeUnit.SECONDS);
    }

    /** Whether that is the peer's address, and of a link-local one its interface. */
    boolean goesTo(InetAddress address) {
        InetSocketAddress known = remote;
        return known != null
                && known.getAddress().equals(address)
                && (!(address instanceof Inet6Address there)
                        || !(known.getAddress() instanceof Inet6Address here)
                        || here.getScopeId() == there.getScopeId());
    }

    void send(ByteBuffer octets) {
        Channel present = channel;
        InetSocketAddress to = remote;
        if (present == null || to == null || !present.isWritable()) {
            unsent++;
            return;
        }
        present.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(octets), to))
                .addListener(future -> {
                    if (future.isSuccess()) {
                        report("");
                    } else {
                        unsent++;
                        report("BFD packets cannot be sent (" + future.cause().getMessage() + ")");
                    }
                });
    }

    private void report(String sentence) {
        boolean news = !sentence.equals(problem);
        problem = sentence;
        if (news) {
            changed.run();
        }
    }

    /** Packets the socket did not take. */
    long unsent() {
        return unsent;
    }

    /** A sentence while packets cannot be sent; else empty. */
    String problem() {
        return problem;
    }

    void close() {
        closed = true;
        if (channel != null) {
            var ignored = channel.close();
        }
    }
}
