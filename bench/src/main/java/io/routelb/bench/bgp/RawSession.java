package io.routelb.bench.bgp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** One session of a {@link RawSpeaker}. Its fields are written by the speaker's thread only. */
final class RawSession {
    private static final int HOLD_SECONDS = 240;
    private static final long KEEPALIVE_NANOS = 30_000_000_000L;
    private static final long REDIAL_NANOS = 300_000_000L;

    /** From dialling until the session is established; then it is dialled anew. */
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private static final int PORT = 179;

    private final Ends ends;
    private final RawSpeaker speaker;
    private final ByteBuffer in = ByteBuffer.allocateDirect(1 << 16);
    private final Deque<ByteBuffer> out = new ArrayDeque<>();
    private BgpFrames frames = new BgpFrames();
    private Optional<SocketChannel> channel = Optional.empty();
    private long dialAt;
    private long dialledAt;
    private long keepaliveAt = Long.MAX_VALUE;
    private volatile boolean established;
    private volatile long establishedAt;
    private final AtomicInteger announced = new AtomicInteger();
    private final AtomicInteger withdrawn = new AtomicInteger();
    private volatile long updatedAt;
    private volatile boolean drained = true;
    private volatile String lastEnd = "never connected";

    /** Where from, as whom, and where to. */
    record Ends(String from, long asn, String to) {
        /** The own address as 32 bits; also the router id. */
        int fromBits() throws IOException {
            return ByteBuffer.wrap(InetAddress.getByName(from).getAddress()).getInt();
        }
    }

    RawSession(Ends ends, RawSpeaker speaker) {
        this.ends = ends;
        this.speaker = speaker;
    }

    /** Hands over octets to be written as the socket takes them. */
    void send(byte[] octets) {
        drained = false;
        speaker.submit(() -> write(octets));
    }

    boolean isEstablished() {
        return established;
    }

    /** When it was established last, {@link System#nanoTime}. */
    long establishedAt() {
        return establishedAt;
    }

    /** Prefixes announced to us so far, counting each time. */
    int announced() {
        return announced.get();
    }

    int withdrawn() {
        return withdrawn.get();
    }

    /** When the last UPDATE that announced something came, {@link System#nanoTime}. */
    long updatedAt() {
        return updatedAt;
    }

    /** Whether the socket has taken all there was to send. */
    boolean isDrained() {
        return drained;
    }

    /** Why the last connection ended. */
    String lastEnd() {
        return ends.from() + " " + (established ? "is established" : lastEnd);
    }

    Ends ends() {
        return ends;
    }

    /** Whether it is on the way to being established. */
    boolean isDialling() {
        return channel.isPresent() && !established;
    }

    /** Does what is due, and says whether it dials; that it does only if it may. */
    boolean tick(long now, boolean mayDial) {
        if (isDialling() && now - dialledAt >= PATIENCE_NANOS) {
            close("not established in time");
        } else if (channel.isEmpty() && now >= dialAt && mayDial) {
            dial(now);
            return true;
        } else if (now >= keepaliveAt) {
            keepaliveAt = now + KEEPALIVE_NANOS;
            write(RawMessages.keepalive());
        }
        return false;
    }

    private void dial(long now) {
        dialAt = now + REDIAL_NANOS;
        dialledAt = now;
        try {
            SocketChannel fresh = SocketChannel.open(StandardProtocolFamily.INET);
            channel = Optional.of(fresh);
            frames = new BgpFrames();
            out.clear();
            fresh.configureBlocking(false);
            fresh.setOption(StandardSocketOptions.TCP_NODELAY, true);
            fresh.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            fresh.bind(new InetSocketAddress(ends.from(), 0));
            fresh.register(speaker.selector(), SelectionKey.OP_CONNECT, this);
            if (fresh.connect(new InetSocketAddress(ends.to(), PORT))) {
                connected(fresh);
            }
        } catch (IOException e) {
            close("could not dial: " + e.getMessage());
        }
    }

    void ready() {
        if (channel.isEmpty()) {
            return;
        }
        SocketChannel present = channel.get();
        try {
            if (present.isConnectionPending()) {
                if (present.finishConnect()) {
                    connected(present);
                }
                return;
            }
            flush(present);
            read(present);
        } catch (IOException e) {
            close(String.valueOf(e.getMessage()));
        }
    }

    private void connected(SocketChannel present) throws IOException {
        present.register(speaker.selector(), SelectionKey.OP_READ, this);
        write(RawMessages.open(ends.asn(), HOLD_SECONDS, ends.fromBits()));
    }

    private void read(SocketChannel present) throws IOException {
        in.clear();
        int count = present.read(in);
        if (count < 0) {
            close("closed by the peer");
            return;
        }
        frames.add(in.flip());
        for (Optional<BgpFrames.Frame> each = frames.next(); each.isPresent(); each = frames.next()) {
            take(each.get());
        }
    }

    private void take(BgpFrames.Frame message) throws IOException {
        switch (message.type()) {
            case BgpFrames.OPEN -> write(RawMessages.keepalive());
            case BgpFrames.KEEPALIVE -> {
                if (!established) {
                    long now = System.nanoTime();
                    keepaliveAt = now + KEEPALIVE_NANOS;
                    announced.set(0);
                    withdrawn.set(0);
                    establishedAt = now;
                    established = true;
                }
            }
            case BgpFrames.UPDATE -> {
                int before = announced.get();
                Ipv4Routes.announced(message.body(), route -> announced.incrementAndGet());
                Ipv4Routes.withdrawn(message.body(), route -> withdrawn.incrementAndGet());
                if (announced.get() > before) {
                    updatedAt = System.nanoTime();
                }
            }
            case BgpFrames.NOTIFICATION ->
                throw new IOException("NOTIFICATION " + message.body().get(0) + "/"
                        + message.body().get(1));
            default -> {} // ROUTE-REFRESH is not offered, and nothing is to be said to it
        }
    }

    private void write(byte[] octets) {
        out.add(ByteBuffer.wrap(octets));
        channel.ifPresent(present -> {
            try {
                flush(present);
            } catch (IOException e) {
                close(String.valueOf(e.getMessage()));
            }
        });
    }

    private void flush(SocketChannel present) throws IOException {
        for (ByteBuffer first = out.peek(); first != null; first = out.peek()) {
            present.write(first);
            if (first.hasRemaining()) {
                present.register(speaker.selector(), SelectionKey.OP_READ | SelectionKey.OP_WRITE, this);
                return;
            }
            out.remove();
        }
        drained = true;
        present.register(speaker.selector(), SelectionKey.OP_READ, this);
    }

    void close(String why) {
        lastEnd = why;
        established = false;
        keepaliveAt = Long.MAX_VALUE;
        Optional<SocketChannel> present = channel;
        channel = Optional.empty();
        if (present.isPresent()) {
            try {
                present.get().close();
            } catch (IOException e) {
                lastEnd = why + "; and " + e.getMessage();
            }
        }
    }
}
