package io.routelb.redistribution.bgp.message;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.model.IpFamily;
import java.nio.BufferOverflowException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Fills one UPDATE to the octets the dialect allows, with prefixes of one family that share their attributes or are withdrawn. */
public final class UpdatePacker {
    private static final int EMPTY_UPDATE = MessageHeader.LENGTH + 4;
    private static final int ATTRIBUTE_HEADER = 4;
    private static final int NEXT_HOP = 7;
    private static final int PATH_ID = 4;
    private static final int FEW = 16;

    private final IpFamily family;
    /** Empty when prefixes are withdrawn. */
    private final Optional<IPAddress> nextHop;

    private final SharedAttributes shared;
    private final boolean identified;
    private final int largest;
    private int left;
    private int count;
    private Net[] nets = new Net[FEW];
    private int[] pathIds;

    private UpdatePacker(
            IpFamily family, Optional<IPAddress> nextHop, SharedAttributes shared, int room, Dialect dialect) {
        this.family = family;
        this.nextHop = nextHop;
        this.shared = shared;
        this.identified = dialect.send().addPath().contains(family);
        this.largest = largest(family, dialect);
        this.left = room;
        this.pathIds = new int[identified ? FEW : 0];
        if (isFull()) {
            throw new IllegalArgumentException("the attributes leave no room for a prefix");
        }
    }

    /**
     * For an UPDATE that announces.
     *
     * @param nextHop of the other family than the prefixes where that was negotiated (RFC 8950)
     * @param shared the attributes without a next hop
     * @throws IllegalArgumentException when the attributes do not {@link #fits fit}
     */
    public static UpdatePacker announcing(
            IpFamily family, IPAddress nextHop, SharedAttributes shared, Dialect dialect) {
        int room = announceRoom(family, nextHop, shared, dialect);
        return new UpdatePacker(family, Optional.of(nextHop), shared, room, dialect);
    }

    /** For an UPDATE that withdraws. */
    public static UpdatePacker withdrawing(IpFamily family, Dialect dialect) {
        int room = updateRoom(dialect)
                - switch (family) {
                    case IPV4 -> 0;
                    case IPV6 -> ATTRIBUTE_HEADER + MpUnreach.OVERHEAD;
                };
        return new UpdatePacker(family, Optional.empty(), SharedAttributes.of(List.of()), room, dialect);
    }

    /**
     * Whether an UPDATE with these attributes has room for a prefix. One without may not be announced to the peer: a path can grow
     * too long for it on the way, or come in an extended message it does not take (RFC 8654 section 4).
     */
    public static boolean fits(IpFamily family, IPAddress nextHop, SharedAttributes shared, Dialect dialect) {
        return announceRoom(family, nextHop, shared, dialect) >= largest(family, dialect);
    }

    /** Whether there may be no room for one more. */
    public boolean isFull() {
        return left < largest;
    }

    /** Prefixes added. */
    public int size() {
        return count;
    }

    /** One more, which must be of the family; {@code pathId} counts only where the dialect has identifiers for it (RFC 7911). */
    public void add(Net net, int pathId) {
        if (isFull()) {
            throw new IllegalStateException("the UPDATE is full");
        }
        if (count == nets.length) {
            nets = Arrays.copyOf(nets, 4 * count);
            pathIds = Arrays.copyOf(pathIds, identified ? 4 * count : 0);
        }
        nets[count] = net;
        if (identified) {
            pathIds[count] = pathId;
        }
        count++;
        left -= net.size() + (identified ? PATH_ID : 0);
    }

    /** The UPDATE with what was added. */
    public Update update() {
        Nlri all = new Nlri(Arrays.copyOf(nets, count), Arrays.copyOf(pathIds, identified ? count : 0));
        if (nextHop.isEmpty()) {
            return switch (family) {
                case IPV4 -> new Update(all, List.of(), Nlri.NONE);
                case IPV6 -> new Update(Nlri.NONE, List.of(new MpUnreach(family, all)), Nlri.NONE);
            };
        }
        if (inOwnFields(family, nextHop.get()) && nextHop.get() instanceof IPv4Address v4) {
            return new Update(Nlri.NONE, new SharedAttributes.InUpdate(shared, new NextHop(v4), false), all);
        }
        // RFC 7606 section 5.1: first, so that a receiver can tell the routes even if something after it is damaged.
        MpReach reach = new MpReach(family, List.of(nextHop.get()), all);
        return new Update(Nlri.NONE, new SharedAttributes.InUpdate(shared, reach, true), Nlri.NONE);
    }

    private static int announceRoom(IpFamily family, IPAddress nextHop, SharedAttributes shared, Dialect dialect) {
        try {
            int octets = inOwnFields(family, nextHop) ? NEXT_HOP : ATTRIBUTE_HEADER + MpReach.overhead(nextHop);
            return updateRoom(dialect) - shared.octets(dialect).length - octets;
        } catch (BufferOverflowException e) {
            return 0;
        }
    }

    private static int updateRoom(Dialect dialect) {
        return dialect.send().maxLength(MessageType.UPDATE) - EMPTY_UPDATE;
    }

    private static boolean inOwnFields(IpFamily family, IPAddress nextHop) {
        return family == IpFamily.IPV4 && nextHop.isIPv4();
    }

    private static int largest(IpFamily family, Dialect dialect) {
        return (dialect.send().addPath().contains(family) ? PATH_ID : 0) + 1 + family.bits() / 8;
    }
}
