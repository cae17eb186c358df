package io.routelb.bench.bgp;

import io.routelb.lab.process.ExpectationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The BGP messages on a cable's link, as tcpdump in one of its namespaces sees them come, with the kernel's times. What is heard is noted
 * by the listener on the tap's thread, under the tap's lock; {@link #await} looks at it under the same lock.
 */
final class WireTap<T extends WireTap.Listener> implements AutoCloseable {
    private final Tcpdump tcpdump;
    private final T listener;
    private final Map<TcpStreams.Direction, BgpFrames> directions = new HashMap<>();
    private Optional<String> broken = Optional.empty();

    /** Who notes what is heard. */
    @FunctionalInterface
    interface Listener {
        /** A message, the time since the epoch at which its last octet came by. Its body stands during the call only. */
        void heard(TcpStreams.Direction direction, long nanos, BgpFrames.Frame message);
    }

    private WireTap(Tcpdump tcpdump, T listener) {
        this.tcpdump = tcpdump;
        this.listener = listener;
    }

    /** Listens in the namespace to what the host of that address has to do with; nothing that comes after the return is missed. */
    static <T extends Listener> WireTap<T> on(String namespace, String host, T listener)
            throws IOException, InterruptedException {
        Tcpdump tcpdump = Tcpdump.on(namespace, "tcp port 179 and host " + host);
        WireTap<T> tap = new WireTap<>(tcpdump, listener);
        tcpdump.to(tap.new Packets());
        return tap;
    }

    private final class Packets implements Tcpdump.Sink {
        private final TcpStreams streams = new TcpStreams(WireTap.this::take);

        @Override
        public void took(PcapReader.Packet packet) throws IOException {
            synchronized (WireTap.this) {
                streams.take(packet);
                WireTap.this.notifyAll();
            }
        }

        @Override
        public void broke(String reason) {
            WireTap.this.broke(reason);
        }
    }

    private synchronized void broke(String reason) {
        broken = Optional.of(reason);
        notifyAll();
    }

    private void take(TcpStreams.Direction direction, boolean began, long nanos, ByteBuffer octets) throws IOException {
        BgpFrames frames = began ? new BgpFrames() : directions.getOrDefault(direction, new BgpFrames());
        directions.put(direction, frames);
        frames.add(octets);
        for (Optional<BgpFrames.Frame> each = frames.next(); each.isPresent(); each = frames.next()) {
            listener.heard(direction, nanos, each.get());
        }
    }

    /** What was noted. */
    synchronized <R> R look(Function<T, R> at) {
        return at.apply(listener);
    }

    /** Waits until what was heard is as wanted. */
    synchronized void await(String what, Duration limit, Predicate<T> wanted)
            throws ExpectationException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!wanted.test(listener)) {
            long left = deadline - System.nanoTime();
            if (broken.isPresent() || left <= 0) {
                throw new ExpectationException("not heard on the wire within " + limit.toSeconds() + " s: " + what
                        + broken.map(reason -> " (" + reason + ")").orElse(""));
            }
            wait(Math.max(1, left / 1_000_000));
        }
    }

    @Override
    public void close() {
        tcpdump.close();
    }
}
