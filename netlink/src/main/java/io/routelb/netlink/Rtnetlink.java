package io.routelb.netlink;

import io.routelb.model.IpFamily;
import io.routelb.netlink.value.AddressChange;
import io.routelb.netlink.value.InterfaceAddress;
import io.routelb.netlink.value.Link;
import io.routelb.netlink.value.Route;
import io.routelb.netlink.value.RouteChange;
import io.routelb.netlink.wire.Acknowledgement;
import io.routelb.netlink.wire.AddressMessage;
import io.routelb.netlink.wire.LinkMessage;
import io.routelb.netlink.wire.MalformedMessageException;
import io.routelb.netlink.wire.Netlink;
import io.routelb.netlink.wire.NetlinkMessage;
import io.routelb.netlink.wire.RouteMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Reads and changes links, addresses and routes of the network namespace of the thread that opened it. Every answer is whole or an
 * exception: a dump the kernel could not finish undisturbed is made again. Not thread-safe; one thread owns it.
 */
public final class Rtnetlink implements AutoCloseable {
    private static final int RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;
    private static final int DUMP_ATTEMPTS = 16;
    /** Somebody who flushes thousands of addresses is at it for some tenths of a second. */
    private static final long DUMP_PATIENCE_NANOS = 500_000_000;

    private static final int ENOENT = 2;
    private static final int ESRCH = 3;
    private static final int ENODEV = 19;
    private static final int EADDRNOTAVAIL = 99;

    private final KernelChannel channel;
    private final LongSupplier nanoTime;
    private final ChangeBatches batches;
    private int lastSequence;

    /** {@code nanoTime} says how long a dump has been tried. */
    Rtnetlink(KernelChannel channel, LongSupplier nanoTime) {
        this.channel = channel;
        this.nanoTime = nanoTime;
        this.batches = new ChangeBatches(channel, this::reserve);
    }

    /** Opens a socket in the calling thread's namespace; afterwards any one thread may own it. */
    public static Rtnetlink open() throws NetlinkException {
        return open(RECEIVE_BUFFER_BYTES);
    }

    static Rtnetlink open(int receiveBufferBytes) throws NetlinkException {
        return new Rtnetlink(NetlinkSocket.open(0, receiveBufferBytes), System::nanoTime);
    }

    /** All links. */
    public List<Link> links() throws NetlinkException {
        return dump("list the links", LinkMessage::dump, Netlink.RTM_NEWLINK, LinkMessage::decode);
    }

    /** The link of that name, if there is one. */
    public Optional<Link> link(String name) throws NetlinkException {
        String operation = "look up link " + name;
        int sequence = reserve(1);
        try {
            Conversation answer = Conversation.hold(channel, LinkMessage.get(name, sequence), sequence, 1);
            Acknowledgement ack = acknowledgement(answer, sequence, operation);
            if (ack.errno() == ENODEV) {
                return Optional.empty();
            }
            requireSuccess(ack, operation);
            for (NetlinkMessage message : answer.data()) {
                Optional<Link> link = LinkMessage.decode(message);
                if (link.isPresent()) {
                    return link;
                }
            }
            throw new NetlinkException(0, operation, "the kernel's answer holds no link");
        } catch (MalformedMessageException e) {
            throw unreadable(operation, e);
        }
    }

    /**
     * Makes a link, down at first, and returns it as the kernel made it.
     *
     * @param kind the kernel's word, such as {@code dummy}
     */
    public Link createLink(String name, String kind) throws NetlinkException {
        String operation = "create link " + name + " of kind " + kind;
        int sequence = reserve(1);
        change(operation, LinkMessage.create(name, kind, sequence), sequence);
        return link(name).orElseThrow(() -> new NetlinkException(ENODEV, operation, "it vanished at once"));
    }

    public void setUp(int index) throws NetlinkException {
        int sequence = reserve(1);
        change("set link " + index + " up", LinkMessage.setUp(index, sequence), sequence);
    }

    public void deleteLink(int index) throws NetlinkException {
        int sequence = reserve(1);
        change("delete link " + index, LinkMessage.delete(index, sequence), sequence);
    }

    /** All IPv4 and IPv6 addresses of all links, the kernel's own such as fe80:: included. */
    public List<InterfaceAddress> addresses() throws NetlinkException {
        return dump("list the addresses", AddressMessage::dump, Netlink.RTM_NEWADDR, AddressMessage::decode);
    }

    /** The routes of one family in one table; none when there is no such table. */
    public List<Route> routes(int table, IpFamily family) throws NetlinkException {
        List<Route> routes = dump(
                "list the " + family.kubernetesName() + " routes of table " + Integer.toUnsignedString(table),
                sequence -> RouteMessage.dump(table, family, sequence),
                Netlink.RTM_NEWROUTE,
                RouteMessage::decode);
        return routes.stream().filter(route -> route.table() == table).toList();
    }

    /** The route for whatever no other route of the main table is for: the one the kernel prefers, if there is any. */
    public Optional<Route> defaultRoute(IpFamily family) throws NetlinkException {
        return Route.preferredDefault(routes(Route.TABLE_MAIN, family));
    }

    /**
     * Makes the changes in order, up to 256 in one go, and returns the kernel's answer to each at the same position. A refused change
     * does not keep the later ones from being made.
     *
     * @throws NetlinkException when the kernel could not be asked at all, or its answers keep getting lost; changes may have been made
     */
    public List<ChangeResult> apply(List<AddressChange> changes) throws NetlinkException {
        return batches.apply("change addresses", changes, AddressMessage::encode, EADDRNOTAVAIL);
    }

    /** As {@link #apply}, for routes. */
    public List<ChangeResult> applyRoutes(List<RouteChange> changes) throws NetlinkException {
        return batches.apply("change routes", changes, RouteMessage::encode, ESRCH);
    }

    private <T> List<T> dump(String operation, DumpRequest request, int type, Decoder<T> decoder)
            throws NetlinkException {
        long begin = nanoTime.getAsLong();
        int attempts = 0;
        try {
            while (attempts < DUMP_ATTEMPTS || nanoTime.getAsLong() - begin < DUMP_PATIENCE_NANOS) {
                attempts++;
                int sequence = reserve(1);
                Conversation answer = Conversation.hold(channel, request.encode(sequence), sequence, 1);
                if (answer.whole()) {
                    Acknowledgement ack = acknowledgement(answer, sequence, operation);
                    if (ack.errno() == ENOENT) {
                        return List.of();
                    }
                    requireSuccess(ack, operation);
                    return decodeAll(answer.data(), type, decoder);
                }
            }
        } catch (MalformedMessageException e) {
            throw unreadable(operation, e);
        }
        throw new NetlinkException(
                Native.EAGAIN, operation, "it changed during each of " + attempts + " attempts to read it");
    }

    private static <T> List<T> decodeAll(List<NetlinkMessage> messages, int type, Decoder<T> decoder)
            throws MalformedMessageException {
        List<T> decoded = new ArrayList<>(messages.size());
        for (NetlinkMessage message : messages) {
            if (message.type() == type) {
                decoder.decode(message).ifPresent(decoded::add);
            }
        }
        return decoded;
    }

    private void change(String operation, byte[] request, int sequence) throws NetlinkException {
        try {
            Conversation answer = Conversation.hold(channel, request, sequence, 1);
            requireSuccess(acknowledgement(answer, sequence, operation), operation);
        } catch (MalformedMessageException e) {
            throw unreadable(operation, e);
        }
    }

    private static Acknowledgement acknowledgement(Conversation answer, int sequence, String operation)
            throws NetlinkException {
        Acknowledgement ack = answer.acknowledgements().get(sequence);
        if (ack == null) {
            throw new NetlinkException(Native.ENOBUFS, operation, "the kernel's answer was lost");
        }
        return ack;
    }

    private static void requireSuccess(Acknowledgement ack, String operation) throws NetlinkException {
        if (ack.errno() != 0) {
            throw new NetlinkException(ack.errno(), operation, ack.text());
        }
    }

    static NetlinkException unreadable(String operation, MalformedMessageException cause) {
        NetlinkException exception =
                new NetlinkException(0, operation, "the kernel's answer cannot be read: " + cause.getMessage());
        exception.initCause(cause);
        return exception;
    }

    /** Takes so many sequence numbers in a row and returns the first; never 0, which is that of events. */
    private int reserve(int count) {
        if (lastSequence > Integer.MAX_VALUE - count) {
            lastSequence = 0;
        }
        int first = lastSequence + 1;
        lastSequence += count;
        return first;
    }

    @Override
    public void close() {
        channel.close();
    }

    @FunctionalInterface
    private interface DumpRequest {
        byte[] encode(int sequence);
    }

    @FunctionalInterface
    private interface Decoder<T> {
        Optional<T> decode(NetlinkMessage message) throws MalformedMessageException;
    }
}
