package io.routelb.netlink;

import io.routelb.netlink.value.RtEvent;
import io.routelb.netlink.wire.EventMessage;
import io.routelb.netlink.wire.MalformedMessageException;
import io.routelb.netlink.wire.NetlinkMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to what changes in the network namespace of the thread that opened it, whoever changes it. Events are kept by the kernel in a
 * bounded buffer; when it overflows, {@link RtEvent.Overrun} says so. One thread owns it; only {@link #wakeup} is for others.
 */
public final class RtnetlinkMonitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RtnetlinkMonitor.class);
    private static final int RECEIVE_BUFFER_BYTES = 8 * 1024 * 1024;
    /** A poll returns with what it has after so many; the rest waits for the next. */
    private static final int MAX_EVENTS = 8192;

    private static final int EFD_NONBLOCK = 0x800;
    private static final short POLLIN = 1;
    private static final int POLLFD_BYTES = 8;
    private static final int REVENTS_OF_WAKEUP = POLLFD_BYTES + 6;

    private final NetlinkSocket socket;
    private final int wakeupFd;
    private final Pointer pollfds = Memory.allocateDirect(Native.RUNTIME, 2 * POLLFD_BYTES);
    private final Pointer counter = Memory.allocateDirect(Native.RUNTIME, Long.BYTES);
    private boolean closed;

    private RtnetlinkMonitor(NetlinkSocket socket, int wakeupFd) {
        this.socket = socket;
        this.wakeupFd = wakeupFd;
    }

    /** Opens a socket in the calling thread's namespace; every change made after this returns will be told. */
    public static RtnetlinkMonitor open(EnumSet<EventGroup> groups) throws NetlinkException {
        return open(groups, RECEIVE_BUFFER_BYTES);
    }

    static RtnetlinkMonitor open(EnumSet<EventGroup> groups, int receiveBufferBytes) throws NetlinkException {
        int bits = groups.stream().mapToInt(EventGroup::bit).reduce(0, (a, b) -> a | b);
        NetlinkSocket socket = NetlinkSocket.open(bits, receiveBufferBytes);
        int wakeupFd = Native.LIBC.eventfd(0, Native.O_CLOEXEC | EFD_NONBLOCK);
        if (wakeupFd < 0) {
            NetlinkException failure = Native.failure("make an eventfd");
            socket.close();
            throw failure;
        }
        return new RtnetlinkMonitor(socket, wakeupFd);
    }

    /**
     * Waits for events and returns all that have come, in order; empty when none came in time or {@link #wakeup} ended the wait.
     *
     * @param timeout longest wait; zero does not wait; rounded up to milliseconds
     */
    public List<RtEvent> poll(Duration timeout) throws NetlinkException {
        if (closed) {
            throw new IllegalStateException("the monitor is closed");
        }
        awaitInput(timeout);
        List<RtEvent> events = new ArrayList<>();
        boolean more = true;
        while (more && events.size() < MAX_EVENTS) {
            more = readInto(events);
        }
        return events;
    }

    /** Makes the poll that is waiting, or else the next one, return at once. For any thread; does nothing after closing. */
    public void wakeup() {
        // The monitor's lock keeps close() from giving the descriptor's number to somebody else in between.
        synchronized (counter) {
            if (!closed) {
                byte[] one = ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .putLong(1)
                        .array();
                // Fails only when the counter is full, that is when a wakeup is pending already.
                Native.LIBC.write(wakeupFd, one, one.length);
            }
        }
    }

    private void awaitInput(Duration timeout) throws NetlinkException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            preparePollfd(0, socket.fd());
            preparePollfd(POLLFD_BYTES, wakeupFd);
            long leftNanos = Math.max(0, deadline - System.nanoTime());
            long leftMillis = Math.min(Integer.MAX_VALUE, (leftNanos + 999_999) / 1_000_000);
            int ready = Native.LIBC.poll(pollfds, 2, (int) leftMillis);
            if (ready >= 0) {
                if ((pollfds.getShort(REVENTS_OF_WAKEUP) & POLLIN) != 0) {
                    Native.LIBC.read(wakeupFd, counter, Long.BYTES);
                }
                return;
            }
            if (Native.errno() != Native.EINTR) {
                throw Native.failure("wait for events of the kernel");
            }
        }
    }

    /** struct pollfd: descriptor, wanted events, returned events. */
    private void preparePollfd(long offset, int fd) {
        pollfds.putInt(offset, fd);
        pollfds.putShort(offset + 4, POLLIN);
        pollfds.putShort(offset + 6, (short) 0);
    }

    /** Reads one datagram; false when there was none. */
    private boolean readInto(List<RtEvent> events) throws NetlinkException {
        try {
            return switch (socket.receive(false)) {
                case Received.Nothing ignored -> false;
                case Received.Overrun ignored -> {
                    LOG.atDebug().log("Kernel events were lost, the receive buffer was full");
                    events.add(new RtEvent.Overrun());
                    yield true;
                }
                case Received.Messages datagram -> {
                    for (NetlinkMessage message : datagram.messages()) {
                        EventMessage.decode(message).ifPresent(events::add);
                    }
                    yield true;
                }
            };
        } catch (MalformedMessageException e) {
            // What it told is unknown, exactly as if it had been lost.
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("A kernel event could not be read");
            events.add(new RtEvent.Overrun());
            return true;
        }
    }

    @Override
    public void close() {
        synchronized (counter) {
            if (!closed) {
                closed = true;
                socket.close();
                Native.LIBC.close(wakeupFd);
            }
        }
    }
}
