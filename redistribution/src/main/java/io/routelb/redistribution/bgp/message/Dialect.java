package io.routelb.redistribution.bgp.message;

import io.routelb.model.IpFamily;
import java.util.Set;

/**
 * What was negotiated that changes how messages read.
 *
 * @param fourOctetAs AS numbers in AS_PATH and AGGREGATOR take 4 octets (RFC 6793), else 2
 * @param external the peer is in another AS, which changes the verdict on some attributes (RFC 7606 section 7.5)
 * @param extendedNextHop IPv4 routes may have an IPv6 next hop, in MP_REACH_NLRI (RFC 8950)
 * @param receive what the peer may send us
 * @param send what we may send the peer
 */
public record Dialect(
        boolean fourOctetAs, boolean external, boolean extendedNextHop, Direction receive, Direction send) {
    /** Before the OPENs have been exchanged. */
    public static final Dialect INITIAL = new Dialect(true, true);

    /** Without anything that has to be asked for, but for the width of an AS number. */
    public Dialect(boolean fourOctetAs, boolean external) {
        this(fourOctetAs, external, false, Direction.PLAIN, Direction.PLAIN);
    }

    /**
     * What holds in one direction only.
     *
     * @param addPath families whose prefixes each have a path identifier before them (RFC 7911 section 3)
     * @param extendedMessages messages but OPEN and KEEPALIVE may take 65,535 octets (RFC 8654 section 3), else 4,096
     */
    public record Direction(Set<IpFamily> addPath, boolean extendedMessages) {
        public static final Direction PLAIN = new Direction(Set.of(), false);

        public Direction {
            addPath = Set.copyOf(addPath);
        }

        /** Octets a message of the type may take, header included. */
        public int maxLength(MessageType type) {
            return switch (type) {
                case OPEN, KEEPALIVE -> MessageHeader.MAX_LENGTH;
                case UPDATE, NOTIFICATION, ROUTE_REFRESH ->
                    extendedMessages ? MessageHeader.MAX_EXTENDED_LENGTH : MessageHeader.MAX_LENGTH;
            };
        }
    }
}
