package io.routelb.node.desired;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.model.Addresses;
import io.routelb.model.InvalidValueException;
import io.routelb.model.NodeAnnotations;
import io.routelb.model.NodeAnnotations.Written;
import io.routelb.model.NodeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a node is to the others of its mesh (RFC 4456). One with neither peers with all but clients of others. Pure.
 *
 * @param reflects the cluster it is a route reflector of
 * @param clientOf the cluster whose reflectors it peers with, and with nobody else but clients of its own
 * @param problems annotations that are no cluster IDs and count as absent, a sentence each
 */
record MeshRole(Optional<IPv4Address> reflects, Optional<IPv4Address> clientOf, List<String> problems) {
    private static final long MAX = 0xFFFF_FFFFL;

    MeshRole {
        problems = List.copyOf(problems);
    }

    static MeshRole of(NodeView node) {
        List<String> problems = new ArrayList<>();
        return new MeshRole(
                cluster(node, NodeAnnotations.RR_SERVER, problems),
                cluster(node, NodeAnnotations.RR_CLIENT, problems),
                problems);
    }

    /** A CLUSTER_ID is written as a number or, as it is 4 octets (RFC 4456 section 7), as a dotted quad. */
    private static Optional<IPv4Address> cluster(NodeView node, String name, List<String> problems) {
        Optional<Written> written = NodeAnnotations.find(node, name);
        try {
            return written.isEmpty() ? Optional.empty() : Optional.of(parse(written.get()));
        } catch (InvalidValueException e) {
            problems.add(e.sentence());
            return Optional.empty();
        }
    }

    private static IPv4Address parse(Written written) throws InvalidValueException {
        String text = written.value().strip();
        if (text.matches("[0-9]{1,10}")) {
            long number = Long.parseLong(text);
            if (number > 0 && number <= MAX) {
                return new IPv4Address((int) number);
            }
        } else if (text.matches("[0-9.]{7,15}")) {
            IPAddress quad = Addresses.parse(text);
            if (quad.isIPv4() && !quad.isZero()) {
                return quad.toIPv4();
            }
        }
        throw new InvalidValueException(written.said() + ": \"" + Addresses.shown(text)
                + "\" is no cluster ID, which is a number from 1 to " + MAX + " or a dotted quad");
    }

    /** Whether the node is a reflector of that other one. */
    boolean reflectsTo(MeshRole other) {
        return reflects.isPresent() && reflects.equals(other.clientOf);
    }

    /** Whether there is a session between the two; the same asked of either. */
    boolean peersWith(MeshRole other) {
        boolean anyClient = clientOf.isPresent() || other.clientOf.isPresent();
        return !anyClient || reflectsTo(other) || other.reflectsTo(this);
    }
}
