package io.routelb.netlink;

import io.routelb.netlink.wire.MalformedMessageException;

/** The way to the kernel and back; {@link NetlinkSocket} in earnest, a script in tests of what the kernel rarely does. */
interface KernelChannel extends AutoCloseable {
    /** Hands over one or more whole requests; the kernel has acted on them when this returns. */
    void send(byte[] requests) throws NetlinkException;

    /** Reads one datagram; {@code wait} up to a second for it. */
    Received receive(boolean wait) throws NetlinkException, MalformedMessageException;

    @Override
    void close();
}
