package io.routelb.netlink;

import io.routelb.netlink.value.Link;
import io.routelb.netlink.value.MacAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;

/**
 * Whole Ethernet frames to and from one link (packet(7)), in the network namespace of the thread that opened it. Needs CAP_NET_RAW. What
 * nobody reads in time the kernel throws away beyond a small buffer. Owned by one thread.
 */
public final class PacketSocket implements AutoCloseable {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int SOL_PACKET = 263;
    private static final int PACKET_ADD_MEMBERSHIP = 1;
    private static final int PACKET_MR_MULTICAST = 0;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int ENETDOWN = 100;
    private static final short POLLIN = 1;
    private static final int POLLFD_BYTES = 8;
    private static final int REVENTS = 6;
    private static final String CAPABILITY = "CAP_NET_RAW";

    private static final int RECEIVE_BUFFER_BYTES = 256 * 1024;
    /** More than any frame that is asked for here; the rest of a longer one is cut off. */
    private static final int FRAME_BYTES = 2048;

    private final int fd;
    private final Link link;
    private final Pointer buffer = Memory.allocateDirect(Native.RUNTIME, FRAME_BYTES);
    private final Pointer pollfd = Memory.allocateDirect(Native.RUNTIME, POLLFD_BYTES);
    private boolean closed;

    private PacketSocket(int fd, Link link) {
        this.fd = fd;
        this.link = link;
    }

    /** One that only sends. */
    public static PacketSocket sending(Link link) throws NetlinkException {
        return open(link, 0, List.of());
    }

    /**
     * One that also receives what others send.
     *
     * @param type the Ethernet type of the frames wanted
     * @param filter further conditions, run by the kernel; empty for none
     */
    public static PacketSocket receiving(Link link, int type, List<FilterStep> filter) throws NetlinkException {
        return open(link, type, filter);
    }

    /**
     * One instruction of a classic packet filter ({@code struct sock_filter} of {@code linux/filter.h}).
     *
     * @param code BPF_ class, size and mode
     * @param ifTrue how many instructions to jump over when the comparison holds
     * @param ifFalse and when it does not
     * @param operand the constant, or the offset into the frame
     */
    public record FilterStep(int code, int ifTrue, int ifFalse, int operand) {}

    private static PacketSocket open(Link link, int type, List<FilterStep> filter) throws NetlinkException {
        // Protocol 0: nothing is received, from any link, until the filter stands and bind says which link.
        int fd = Native.LIBC.socket(AF_PACKET, SOCK_RAW | Native.O_CLOEXEC, 0);
        if (fd < 0) {
            throw failure("open a packet socket on " + link.name());
        }
        PacketSocket socket = new PacketSocket(fd, link);
        try {
            socket.configure(type, filter);
        } catch (NetlinkException e) {
            socket.close();
            throw e;
        }
        return socket;
    }

    private void configure(int type, List<FilterStep> filter) throws NetlinkException {
        byte[] size = ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(RECEIVE_BUFFER_BYTES)
                .array();
        if (Native.LIBC.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, size, size.length) != 0) {
            throw failure("set the receive buffer of a packet socket");
        }
        if (!filter.isEmpty()) {
            attach(filter);
        }
        byte[] address = linkAddress(type);
        if (Native.LIBC.bind(fd, address, address.length) != 0) {
            throw failure("bind a packet socket to " + link.name());
        }
    }

    /** {@code struct sock_fprog}: a count, padding, a pointer to the steps; the kernel copies them. */
    private void attach(List<FilterStep> filter) throws NetlinkException {
        int stepBytes = 8;
        Pointer steps = Memory.allocateDirect(Native.RUNTIME, stepBytes * filter.size());
        for (int i = 0; i < filter.size(); i++) {
            FilterStep step = filter.get(i);
            steps.putShort(i * (long) stepBytes, (short) step.code());
            steps.putByte(i * (long) stepBytes + 2, (byte) step.ifTrue());
            steps.putByte(i * (long) stepBytes + 3, (byte) step.ifFalse());
            steps.putInt(i * (long) stepBytes + 4, step.operand());
        }
        byte[] program = ByteBuffer.allocate(16)
                .order(ByteOrder.nativeOrder())
                .putShort((short) filter.size())
                .putShort((short) 0)
                .putInt(0)
                .putLong(steps.address())
                .array();
        if (Native.LIBC.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, program, program.length) != 0) {
            throw failure("filter the frames of " + link.name());
        }
    }

    /** Has the link's hardware pass on what is sent to that group, too ({@code struct packet_mreq}). Ends with the socket. */
    public void join(MacAddress group) throws NetlinkException {
        requireOpen();
        byte[] request = ByteBuffer.allocate(16)
                .order(ByteOrder.nativeOrder())
                .putInt(link.index())
                .putShort((short) PACKET_MR_MULTICAST)
                .putShort((short) MacAddress.BYTES)
                .put(group.bytes())
                .array();
        if (Native.LIBC.setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, request, request.length) != 0) {
            throw failure("hear group " + group + " on " + link.name());
        }
    }

    /** {@code struct sockaddr_ll}: family, type in network order, index, then what only received frames fill in. */
    private byte[] linkAddress(int type) {
        return ByteBuffer.allocate(20)
                .order(ByteOrder.nativeOrder())
                .putShort((short) AF_PACKET)
                .put((byte) (type >>> 8))
                .put((byte) type)
                .putInt(link.index())
                .array();
    }

    /** The link it is bound to, as it was then. */
    public Link link() {
        return link;
    }

    /**
     * Puts one frame on the link.
     *
     * @param type the Ethernet type the frame says it has
     */
    public void send(byte[] frame, int type) throws NetlinkException {
        requireOpen();
        byte[] address = linkAddress(type);
        while (Native.LIBC.sendto(fd, frame, frame.length, 0, address, address.length) < 0) {
            if (Native.errno() != Native.EINTR) {
                throw failure("send a frame of " + frame.length + " bytes on " + link.name());
            }
        }
    }

    /** Takes the next frame, waiting up to the given time for it; empty when none came, or the link is down. */
    public Optional<byte[]> receive(Duration wait) throws NetlinkException {
        requireOpen();
        if (wait.isPositive() && !awaitInput(wait)) {
            return Optional.empty();
        }
        while (true) {
            long length = Native.LIBC.recv(fd, buffer, FRAME_BYTES, MSG_DONTWAIT);
            if (length >= 0) {
                byte[] frame = new byte[(int) length];
                buffer.get(0, frame, 0, frame.length);
                return Optional.of(frame);
            }
            switch (Native.errno()) {
                case Native.EINTR -> {
                    // a signal to the JVM; read again
                }
                // Told once when the link goes down; frames come again when it is up.
                case Native.EAGAIN, ENETDOWN -> {
                    return Optional.empty();
                }
                default -> throw failure("read frames of " + link.name());
            }
        }
    }

    private boolean awaitInput(Duration wait) throws NetlinkException {
        long deadline = System.nanoTime() + wait.toNanos();
        while (true) {
            pollfd.putInt(0, fd);
            pollfd.putShort(4, POLLIN);
            pollfd.putShort(REVENTS, (short) 0);
            long leftMillis = (Math.max(0, deadline - System.nanoTime()) + 999_999) / 1_000_000;
            int ready = Native.LIBC.poll(pollfd, 1, (int) Math.min(Integer.MAX_VALUE, leftMillis));
            if (ready >= 0) {
                return ready > 0;
            }
            if (Native.errno() != Native.EINTR) {
                throw failure("wait for frames of " + link.name());
            }
        }
    }

    private static NetlinkException failure(String operation) {
        return new NetlinkException(Native.errno(), operation, "", CAPABILITY);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the packet socket is closed");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Native.LIBC.close(fd);
        }
    }
}
