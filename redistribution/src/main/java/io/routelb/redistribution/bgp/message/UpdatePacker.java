package io.routelb.redistribution.bgp.message;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Fills UPDATEs to {@link MessageHeader#MAX_LENGTH} octets with prefixes that share their attributes. */
public final class UpdatePacker {
    private static final int EMPTY_UPDATE = MessageHeader.LENGTH + 4;
    private static final int ATTRIBUTE_HEADER = 4;

    private UpdatePacker() {}

    /**
     * One UPDATE with as many of the prefixes as fit; those are removed from the iterator's collection. All must be of the next
     * hop's family, and there must be at least one.
     *
     * @param shared the attributes without a next hop
     */
    public static Update announce(
            IPAddress nextHop, List<PathAttribute> shared, Iterator<Prefix> prefixes, Dialect dialect) {
        IpFamily family = IpFamily.of(nextHop);
        ByteBuffer scratch = ByteBuffer.allocate(AttributeCodec.SCRATCH);
        AttributeCodec.encode(shared, scratch, dialect);
        int room = MessageHeader.MAX_LENGTH - EMPTY_UPDATE - scratch.position();
        List<PathAttribute> attributes = new ArrayList<>(shared);
        if (nextHop instanceof IPv4Address v4) {
            attributes.add(new NextHop(v4));
            List<Prefix> announced = take(family, prefixes, room - 7);
            return new Update(List.of(), attributes, announced);
        }
        List<Prefix> announced = take(family, prefixes, room - ATTRIBUTE_HEADER - MpReach.overhead(family));
        // RFC 7606 section 5.1: first, so that a receiver can tell the routes even if something after it is damaged.
        attributes.addFirst(new MpReach(family, List.of(nextHop), announced));
        return new Update(List.of(), attributes, List.of());
    }

    /** One UPDATE that withdraws as many of the prefixes as fit; those are removed from the iterator's collection. */
    public static Update withdraw(IpFamily family, Iterator<Prefix> prefixes) {
        int room = MessageHeader.MAX_LENGTH - EMPTY_UPDATE;
        return switch (family) {
            case IPV4 -> new Update(take(family, prefixes, room), List.of(), List.of());
            case IPV6 ->
                new Update(
                        List.of(),
                        List.of(new MpUnreach(
                                family, take(family, prefixes, room - ATTRIBUTE_HEADER - MpUnreach.OVERHEAD))),
                        List.of());
        };
    }

    private static List<Prefix> take(IpFamily family, Iterator<Prefix> prefixes, int room) {
        List<Prefix> taken = new ArrayList<>();
        int largest = 1 + family.bits() / 8;
        int left = room;
        while (left >= largest && prefixes.hasNext()) {
            Prefix next = prefixes.next();
            prefixes.remove();
            taken.add(next);
            left -= Nlri.size(next);
        }
        return taken;
    }
}
