package io.routelb.netlink;

import io.routelb.netlink.wire.NetlinkMessage;
import java.util.List;

/** What one read of a netlink socket brought. */
sealed interface Received {
    /** The messages of one datagram. */
    record Messages(List<NetlinkMessage> messages) implements Received {}

    /** The receive buffer was full and the kernel threw messages away (ENOBUFS); what is left can still be read. */
    record Overrun() implements Received {}

    /** Nothing is there, and nothing came in time. */
    record Nothing() implements Received {}
}
