package io.routelb.redistribution.bgp.speaker;

import inet.ipaddr.IPAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.Errors;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.FastThreadLocal;
import io.routelb.model.Prefix;
import io.routelb.model.SessionPassword;
import io.routelb.redistribution.bgp.message.BgpException;
import io.routelb.redistribution.bgp.message.Dialect;
import io.routelb.redistribution.bgp.message.Message;
import io.routelb.redistribution.bgp.message.MessageCodec;
import io.routelb.redistribution.bgp.message.MessageHeader;
import io.routelb.redistribution.socket.Wire;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One TCP connection to a peer: frames and codes messages. Tells its events until it is closed by us; then it is silent. */
final class Connection extends ByteToMessageDecoder {
    private static final int LINGER_MILLIS = 1000;
    /** Octets of messages that are handed to the channel at once: a system call takes many more, but they count as written. */
    private static final int GATHERED = 16 << 10;

    /** Where a message is written before it is known how long it gets; one of each event loop. */
    private static final FastThreadLocal<ByteBuffer> SCRATCH = new FastThreadLocal<>() {
        @Override
        protected ByteBuffer initialValue() {
            return ByteBuffer.allocate(MessageHeader.MAX_EXTENDED_LENGTH);
        }
    };

    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final Captures.Trace trace;
    private final Events events;
    private Dialect dialect = Dialect.INITIAL;
    private @Nullable MessageHeader header;
    /** Messages the channel does not have yet. */
    private @Nullable ByteBuf gathered;

    private String fault = "peer closed the connection without a NOTIFICATION";
    private boolean silent;

    /** What happens on the connection; called on the event loop. */
    interface Events {
        void up(Connection connection);

        void down(Connection connection, String sentence);

        /** {@code octets} are the whole message as it came. */
        void received(Connection connection, Message message, ByteBuffer octets);

        /** {@code octets} are the whole message as it came; empty when its header is what is wrong. */
        void malformed(Connection connection, BgpException error, ByteBuffer octets);

        /** What is written leaves again. */
        void writable(Connection connection);
    }

    Connection(SocketChannel channel, Captures.Trace trace, Events events) {
        this.channel = channel;
        this.trace = trace;
        this.events = events;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) throws Exception {
        super.channelActive(ctx);
        connected();
    }

    /** For a channel that was active before this handler came into its pipeline. */
    void connected() {
        if (!silent) {
            events.up(this);
        }
    }

    /** The connection could not be made. */
    void failed(String sentence) {
        if (!silent) {
            silent = true;
            events.down(this, sentence);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object what) throws Exception {
        if (what instanceof ByteBuf in && !silent) {
            trace.received(channel.localAddress(), channel.remoteAddress(), in.nioBuffer());
        }
        super.channelRead(ctx, what);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        ByteBuffer octets = NONE;
        try {
            while (!silent) {
                MessageHeader current = header;
                if (current == null) {
                    if (in.readableBytes() < MessageHeader.LENGTH) {
                        return;
                    }
                    current = MessageHeader.decode(in.nioBuffer(in.readerIndex(), MessageHeader.LENGTH), dialect);
                    header = current;
                }
                if (in.readableBytes() < MessageHeader.LENGTH + current.bodyLength()) {
                    return;
                }
                header = null;
                // The copy keeps what is decoded apart from Netty's buffer, which will be used again.
                octets = ByteBuffer.allocate(MessageHeader.LENGTH + current.bodyLength());
                in.readBytes(octets);
                octets.flip();
                ByteBuffer body = octets.slice(MessageHeader.LENGTH, current.bodyLength());
                events.received(this, MessageCodec.decode(current.type(), body, dialect), octets);
                octets = NONE;
            }
        } catch (BgpException e) {
            events.malformed(this, e, octets);
        }
        in.skipBytes(in.readableBytes());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        dropGathered();
        super.channelInactive(ctx);
        failed(fault);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!silent && channel.isWritable()) {
            events.writable(this);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        boolean reset =
                cause instanceof Errors.NativeIoException io && io.expectedErr() == Errors.ERRNO_ECONNRESET_NEGATIVE;
        fault = reset
                ? "the peer reset the connection; it may not be configured to talk to this node"
                : "the connection broke: " + cause.getMessage();
        var unused = ctx.close();
    }

    void speak(Dialect negotiated) {
        dialect = negotiated;
    }

    /** Changes the key under which the connection goes on, or under which it is still being dialled. One that cannot be protected is given up. */
    void protect(Prefix peer, Optional<SessionPassword> password) {
        try {
            Md5Keys.put(channel, peer, password);
        } catch (ChannelException e) {
            fault = "the connection cannot be protected any more: " + e.getMessage();
            closeNow();
        }
    }

    int localPort() {
        return channel.localAddress().getPort();
    }

    int remotePort() {
        return channel.remoteAddress().getPort();
    }

    IPAddress localAddress() {
        return Wire.address(channel.localAddress());
    }

    boolean isWritable() {
        return channel.isWritable();
    }

    /** Takes the message; {@link #flush} lets it go. */
    void send(Message message) {
        ByteBuffer octets = SCRATCH.get().clear();
        MessageCodec.encode(message, dialect, octets);
        octets.flip();
        if (channel.isActive()) {
            trace.sent(channel.localAddress(), channel.remoteAddress(), octets.duplicate());
        }
        ByteBuf together = gathered == null ? channel.alloc().buffer(octets.remaining()) : gathered;
        gathered = together.writeBytes(octets);
        if (together.readableBytes() >= GATHERED) {
            gathered = null;
            var unused = channel.write(together, channel.voidPromise());
        }
    }

    /** Lets everything sent so far leave. {@code left} runs once the socket has taken it all, and never if it cannot. */
    void flush(Runnable left) {
        release().addListener(future -> {
            if (future.isSuccess()) {
                left.run();
            }
        });
    }

    private ChannelFuture release() {
        ByteBuf together = gathered == null ? Unpooled.EMPTY_BUFFER : gathered;
        gathered = null;
        return channel.writeAndFlush(together);
    }

    /**
     * Lets what was sent leave, then closes. Our half first: closing with the peer's octets unread would send a reset, and that
     * would take our NOTIFICATION with it.
     */
    CompletableFuture<Void> close() {
        silent = true;
        CompletableFuture<Void> closed = new CompletableFuture<>();
        channel.closeFuture().addListener(future -> closed.complete(null));
        if (!channel.isActive()) {
            closeNow();
            return closed;
        }
        release().addListener(future -> shutDownOurHalf());
        var unused = channel.eventLoop().schedule(this::closeNow, LINGER_MILLIS, TimeUnit.MILLISECONDS);
        return closed;
    }

    private void shutDownOurHalf() {
        var unused = channel.shutdownOutput();
    }

    private void dropGathered() {
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
    }

    private void closeNow() {
        dropGathered();
        var unused = channel.close();
    }
}
