package io.routelb.redistribution.bfd.speaker;

import inet.ipaddr.IPAddress;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.routelb.model.IpFamily;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the packets to one port of one address of ours. A port that is taken is tried again. */
final class Receiver {
    private static final Logger LOG = LoggerFactory.getLogger(Receiver.class);
    private static final int RETRY_SECONDS = 1;
    /** Longer than any packet; the rest of a longer datagram is lost, and with it the datagram. */
    private static final int LONGEST = 256;
    /**
     * Datagrams read before timers are looked at again: after a pause of the whole program (a collection of garbage) all that came
     * meanwhile has to be heard first. The packets of 300 sessions at 50 ms that came within 170 ms.
     */
    private static final int AT_ONCE = 1024;
    /** Octets of kernel memory for them while nobody reads; a small datagram takes 768. */
    private static final int QUEUE = 1 << 20;

    private final EventLoop loop;
    private final Place place;
    private final Inbox inbox;
    private final Runnable changed;
    private @Nullable Channel channel;
    private boolean closed;
    private String problem = "";

    /**
     * Where packets are expected.
     *
     * @param local our address; empty = all of the family
     */
    record Place(int port, boolean multihop, IpFamily family, Optional<IPAddress> local) {
        static Place of(BfdPeer peer) {
            return new Place(peer.port(), peer.options().multihop(), peer.family(), peer.source());
        }

        /** Whether what comes in here may be for that peer's session: a port without a check of the TTL never serves one that has it. */
        boolean serves(BfdPeer peer) {
            return multihop == peer.options().multihop() && (peer.source().isEmpty() || local.equals(peer.source()));
        }
    }

    /** Where packets go; called on the loop. */
    @FunctionalInterface
    interface Inbox {
        void arrived(Place place, IPAddress from, ByteBuffer octets);
    }

    /** {@code changed} runs when {@link #problem} may say something new. */
    Receiver(EventLoop loop, Place place, Inbox inbox, Runnable changed) {
        this.loop = loop;
        this.place = place;
        this.inbox = inbox;
        this.changed = changed;
    }

    void open() {
        if (closed) {
            return;
        }
        Bootstrap bootstrap = Sockets.of(loop, place.family())
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(LONGEST).maxMessagesPerRead(AT_ONCE))
                .option(ChannelOption.SO_RCVBUF, QUEUE)
                .handler(new Arrivals());
        if (!place.multihop()) {
            bootstrap.option(
                    SocketFilter.OPTION, SocketFilter.neighbours(place.family()).value());
        }
        bootstrap
                .bind(Sockets.local(place.local(), place.family(), place.port()))
                .addListener((ChannelFutureListener) this::bound);
    }

    private void bound(ChannelFuture future) {
        if (future.isSuccess() && !closed) {
            channel = future.channel();
            Sockets.enlargeQueue(future.channel(), QUEUE);
            problem = "";
            changed.run();
            return;
        }
        var ignored = future.channel().close();
        if (closed) {
            return;
        }
        String sentence = "cannot listen for BFD on UDP port " + place.port() + " ("
                + future.cause().getMessage() + "): another BFD daemon may hold it";
        if (!sentence.equals(problem)) {
            LOG.atWarn()
                    .setMessage("BFD cannot listen")
                    .addKeyValue("port", place.port())
                    .addKeyValue("address", place.local().map(Object::toString).orElse("any"))
                    .addKeyValue("reason", future.cause().getMessage())
                    .log();
        }
        problem = sentence;
        changed.run();
        var unused = loop.schedule(this::open, RETRY_SECONDS, TimeUnit.SECONDS);
    }

    /** A sentence while nothing can be received; else empty. */
    String problem() {
        return problem;
    }

    void close() {
        closed = true;
        if (channel != null) {
            var ignored = channel.close();
        }
    }

    private final class Arrivals extends SimpleChannelInboundHandler<DatagramPacket> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket datagram) {
            ByteBuf content = datagram.content();
            byte[] octets = new byte[content.readableBytes()];
            content.readBytes(octets);
            inbox.arrived(place, Sockets.address(datagram.sender().getAddress()), ByteBuffer.wrap(octets));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            // An error a socket reports is about one datagram; the next one may be fine.
            LOG.atDebug()
                    .setMessage("BFD receive error")
                    .addKeyValue("port", place.port())
                    .addKeyValue("reason", cause.getMessage())
                    .log();
        }
    }
}
