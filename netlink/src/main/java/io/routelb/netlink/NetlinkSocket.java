package io.routelb.netlink;

import io.routelb.netlink.wire.MalformedMessageException;
import io.routelb.netlink.wire.NetlinkMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A NETLINK_ROUTE socket of the calling thread's network namespace. Owned by one thread. */
final class NetlinkSocket implements KernelChannel {
    private static final Logger LOG = LoggerFactory.getLogger(NetlinkSocket.class);

    /** The kernel never fills more than 32 KiB at once; should one message be larger, reading says so. */
    private static final int BUFFER_BYTES = 64 * 1024;

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int NETLINK_ROUTE = 0;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int NETLINK_GET_STRICT_CHK = 12;
    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_DONTWAIT = 0x40;

    private final int fd;
    private final Pointer buffer = Memory.allocateDirect(Native.RUNTIME, BUFFER_BYTES);
    private boolean closed;

    private NetlinkSocket(int fd) {
        this.fd = fd;
    }

    /**
     * Opens and binds.
     *
     * @param groups bits of the multicast groups to join; 0 for none
     * @param receiveBufferBytes wanted size; without CAP_NET_ADMIN the system's limit caps it
     */
    static NetlinkSocket open(int groups, int receiveBufferBytes) throws NetlinkException {
        int fd = Native.LIBC.socket(AF_NETLINK, SOCK_RAW | Native.O_CLOEXEC, NETLINK_ROUTE);
        if (fd < 0) {
            throw Native.failure("open a netlink socket");
        }
        NetlinkSocket socket = new NetlinkSocket(fd);
        try {
            socket.configure(groups, receiveBufferBytes);
        } catch (NetlinkException e) {
            socket.close();
            throw e;
        }
        return socket;
    }

    private void configure(int groups, int receiveBufferBytes) throws NetlinkException {
        if (!option(SOL_SOCKET, SO_RCVBUFFORCE, ints(receiveBufferBytes))
                && !option(SOL_SOCKET, SO_RCVBUF, ints(receiveBufferBytes))) {
            throw Native.failure("set the receive buffer of a netlink socket");
        }
        // struct timeval. The kernel answers while send() runs, so this only bounds the wait for an answer that was
        // lost.
        byte[] oneSecond = ByteBuffer.allocate(16)
                .order(ByteOrder.nativeOrder())
                .putLong(1)
                .putLong(0)
                .array();
        if (!option(SOL_SOCKET, SO_RCVTIMEO, oneSecond)) {
            throw Native.failure("set the receive timeout of a netlink socket");
        }
        // Kernels before 4.20 lack some of these. Nothing depends on them: answers are then longer, unfiltered or
        // without text.
        boolean capped = option(SOL_NETLINK, NETLINK_CAP_ACK, ints(1));
        boolean explained = option(SOL_NETLINK, NETLINK_EXT_ACK, ints(1));
        boolean strict = option(SOL_NETLINK, NETLINK_GET_STRICT_CHK, ints(1));
        LOG.atDebug()
                .addKeyValue("cappedAcks", capped)
                .addKeyValue("extendedAcks", explained)
                .addKeyValue("strictChecking", strict)
                .log("Netlink socket opened");
        // struct sockaddr_nl: family, padding, port (0: the kernel chooses), groups.
        byte[] address = ByteBuffer.allocate(12)
                .order(ByteOrder.nativeOrder())
                .putShort((short) AF_NETLINK)
                .putShort((short) 0)
                .putInt(0)
                .putInt(groups)
                .array();
        if (Native.LIBC.bind(fd, address, address.length) != 0) {
            throw Native.failure("bind a netlink socket");
        }
    }

    private boolean option(int level, int option, byte[] value) {
        return Native.LIBC.setsockopt(fd, level, option, value, value.length) == 0;
    }

    private static byte[] ints(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
    }

    int fd() {
        return fd;
    }

    @Override
    public void send(byte[] requests) throws NetlinkException {
        requireOpen();
        while (Native.LIBC.send(fd, requests, requests.length, 0) < 0) {
            if (Native.errno() != Native.EINTR) {
                throw Native.failure("send " + requests.length + " bytes to the kernel");
            }
        }
    }

    @Override
    public Received receive(boolean wait) throws NetlinkException, MalformedMessageException {
        requireOpen();
        int flags = MSG_TRUNC | (wait ? 0 : MSG_DONTWAIT);
        while (true) {
            long length = Native.LIBC.recv(fd, buffer, BUFFER_BYTES, flags);
            if (length >= 0) {
                return messages(length);
            }
            switch (Native.errno()) {
                case Native.EINTR -> {
                    // a signal to the JVM; read again
                }
                case Native.EAGAIN -> {
                    return new Received.Nothing();
                }
                case Native.ENOBUFS -> {
                    return new Received.Overrun();
                }
                default -> throw Native.failure("read from the kernel");
            }
        }
    }

    private Received messages(long length) throws NetlinkException, MalformedMessageException {
        if (length > BUFFER_BYTES) {
            throw new NetlinkException(0, "read an answer of " + length + " bytes, more than expected at once", "");
        }
        byte[] datagram = new byte[(int) length];
        buffer.get(0, datagram, 0, datagram.length);
        return new Received.Messages(NetlinkMessage.split(datagram));
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the netlink socket is closed");
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
