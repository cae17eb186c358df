package io.routelb.redistribution.bgp.message;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/** Fills UPDATEs to the octets the dialect allows with prefixes that share their attributes. */
public final class UpdatePacker {
    private static final int EMPTY_UPDATE = MessageHeader.LENGTH + 4;
    private static final int ATTRIBUTE_HEADER = 4;
    private static final int NEXT_HOP = 7;
    private static final int PATH_ID = 4;

    private UpdatePacker() {}

    /** A prefix with its path identifier, for a family on which several paths may be sent (RFC 7911). */
    public record Identified(Prefix prefix, int pathId) {}

    /**
     * One UPDATE with as many of the prefixes as fit; those are removed from the iterator's collection. All must be of the next
     * hop's family, and there must be at least one.
     *
     * @param shared the attributes without a next hop
     * @throws IllegalArgumentException when the attributes do not {@link #fits fit}
     */
    public static Update announce(
            IPAddress nextHop, List<PathAttribute> shared, Iterator<Prefix> prefixes, Dialect dialect) {
        return announce(IpFamily.of(nextHop), List.of(nextHop), shared, prefixes, dialect);
    }

    /**
     * The same for prefixes of the family with next hops as {@link MpReach} has them, which may be of the other family where that
     * was negotiated (RFC 8950).
     */
    public static Update announce(
            IpFamily family,
            List<IPAddress> nextHops,
            List<PathAttribute> shared,
            Iterator<Prefix> prefixes,
            Dialect dialect) {
        int room = announceRoom(family, nextHops, shared, dialect);
        return announcement(
                family, nextHops, shared, new Nlri(take(family, prefixes, Function.identity(), room, dialect)));
    }

    /** The same with path identifiers; the dialect must have them for the family. */
    public static Update announceIdentified(
            IpFamily family,
            List<IPAddress> nextHops,
            List<PathAttribute> shared,
            Iterator<Identified> prefixes,
            Dialect dialect) {
        int room = announceRoom(family, nextHops, shared, dialect);
        return announcement(
                family, nextHops, shared, identified(take(family, prefixes, Identified::prefix, room, dialect)));
    }

    /**
     * Whether an UPDATE with these attributes has room for a prefix. One without may not be announced to the peer: a path can grow
     * too long for it on the way, or come in an extended message it does not take (RFC 8654 section 4).
     */
    public static boolean fits(IpFamily family, List<IPAddress> nextHops, List<PathAttribute> shared, Dialect dialect) {
        return announceRoom(family, nextHops, shared, dialect) >= largest(family, dialect);
    }

    /** One UPDATE that withdraws as many of the prefixes as fit; those are removed from the iterator's collection. */
    public static Update withdraw(IpFamily family, Iterator<Prefix> prefixes, Dialect dialect) {
        return withdrawal(
                family, new Nlri(take(family, prefixes, Function.identity(), withdrawRoom(family, dialect), dialect)));
    }

    /** The same with path identifiers; the dialect must have them for the family. */
    public static Update withdrawIdentified(IpFamily family, Iterator<Identified> prefixes, Dialect dialect) {
        return withdrawal(
                family, identified(take(family, prefixes, Identified::prefix, withdrawRoom(family, dialect), dialect)));
    }

    private static int announceRoom(
            IpFamily family, List<IPAddress> nextHops, List<PathAttribute> shared, Dialect dialect) {
        ByteBuffer scratch = ByteBuffer.allocate(updateRoom(dialect));
        try {
            AttributeCodec.encode(shared, scratch, dialect);
        } catch (BufferOverflowException e) {
            return 0;
        }
        int nextHop = inOwnFields(family, nextHops) ? NEXT_HOP : ATTRIBUTE_HEADER + MpReach.overhead(nextHops);
        return updateRoom(dialect) - scratch.position() - nextHop;
    }

    private static int withdrawRoom(IpFamily family, Dialect dialect) {
        return switch (family) {
            case IPV4 -> updateRoom(dialect);
            case IPV6 -> updateRoom(dialect) - ATTRIBUTE_HEADER - MpUnreach.OVERHEAD;
        };
    }

    private static int updateRoom(Dialect dialect) {
        return dialect.send().maxLength(MessageType.UPDATE) - EMPTY_UPDATE;
    }

    private static boolean inOwnFields(IpFamily family, List<IPAddress> nextHops) {
        return family == IpFamily.IPV4 && nextHops.getFirst().isIPv4();
    }

    private static Update announcement(
            IpFamily family, List<IPAddress> nextHops, List<PathAttribute> shared, Nlri announced) {
        List<PathAttribute> attributes = new ArrayList<>(shared.size() + 1);
        if (inOwnFields(family, nextHops) && nextHops.getFirst() instanceof IPv4Address v4) {
            attributes.addAll(shared);
            attributes.add(new NextHop(v4));
            return new Update(Nlri.NONE, attributes, announced);
        }
        // RFC 7606 section 5.1: first, so that a receiver can tell the routes even if something after it is damaged.
        attributes.add(new MpReach(family, nextHops, announced));
        attributes.addAll(shared);
        return new Update(Nlri.NONE, attributes, Nlri.NONE);
    }

    private static Update withdrawal(IpFamily family, Nlri withdrawn) {
        return switch (family) {
            case IPV4 -> new Update(withdrawn, List.of(), Nlri.NONE);
            case IPV6 -> new Update(Nlri.NONE, List.of(new MpUnreach(family, withdrawn)), Nlri.NONE);
        };
    }

    private static Nlri identified(List<Identified> taken) {
        return new Nlri(
                taken.stream().map(Identified::prefix).toList(),
                taken.stream().map(Identified::pathId).toList());
    }

    private static int largest(IpFamily family, Dialect dialect) {
        return (dialect.send().addPath().contains(family) ? PATH_ID : 0) + 1 + family.bits() / 8;
    }

    private static <T> List<T> take(
            IpFamily family, Iterator<T> source, Function<T, Prefix> prefix, int room, Dialect dialect) {
        List<T> taken = new ArrayList<>();
        int identifier = dialect.send().addPath().contains(family) ? PATH_ID : 0;
        int largest = largest(family, dialect);
        if (room < largest) {
            throw new IllegalArgumentException("the attributes leave no room for a prefix");
        }
        int left = room;
        while (left >= largest && source.hasNext()) {
            T next = source.next();
            source.remove();
            taken.add(next);
            left -= identifier + Nlri.size(prefix.apply(next));
        }
        return taken;
    }
}
