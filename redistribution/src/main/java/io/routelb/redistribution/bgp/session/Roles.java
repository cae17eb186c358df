package io.routelb.redistribution.bgp.session;

import io.routelb.model.PeerOptions.Role;
import io.routelb.redistribution.bgp.message.BgpException;
import io.routelb.redistribution.bgp.message.Capability;
import io.routelb.redistribution.bgp.message.Notification;
import io.routelb.redistribution.bgp.message.Octets;
import io.routelb.redistribution.bgp.message.Open;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which of two neighbouring ASes is what to the other (RFC 9234). A peer that names no role is let in unless that is strict. */
final class Roles {
    private static final int MISMATCH = 11;

    private Roles() {}

    static Capability capability(Role role) {
        return new Capability.Role(value(role));
    }

    /** RFC 9234 section 4.1, table 1. */
    private static int value(Role role) {
        return switch (role) {
            case PROVIDER -> 0;
            case ROUTE_SERVER -> 1;
            case ROUTE_SERVER_CLIENT -> 2;
            case CUSTOMER -> 3;
            case PEER -> 4;
        };
    }

    /** RFC 9234 section 4.2, table 2. */
    private static Role counterpart(Role role) {
        return switch (role) {
            case PROVIDER -> Role.CUSTOMER;
            case ROUTE_SERVER -> Role.ROUTE_SERVER_CLIENT;
            case ROUTE_SERVER_CLIENT -> Role.ROUTE_SERVER;
            case CUSTOMER -> Role.PROVIDER;
            case PEER -> Role.PEER;
        };
    }

    /**
     * Our role towards an external peer.
     *
     * @param strict whether the peer has to name one, if we have one
     * @throws BgpException 2/11 when the peer's is not the other end of it, or it names several, or none though it has to
     */
    static Optional<Role> agree(Optional<Role> ours, boolean strict, Open open) throws BgpException {
        Set<Integer> theirs = open.capabilities(Capability.Role.class).stream()
                .map(Capability.Role::value)
                .collect(Collectors.toUnmodifiableSet());
        if (ours.isPresent() && (strict || !theirs.isEmpty())) {
            Role expected = counterpart(ours.get());
            if (!theirs.equals(Set.of(value(expected)))) {
                String named = theirs.isEmpty()
                        ? "none, and the role is strict"
                        : theirs.stream().map(Roles::name).sorted().collect(Collectors.joining(", "));
                String sentence = "our role is " + ours.get() + ", so the peer's should be " + expected + "; it names "
                        + named + " (2/11 Role Mismatch)";
                throw BgpException.reset(Notification.OPEN_ERROR, MISMATCH, Octets.EMPTY, sentence);
            }
        }
        return ours;
    }

    private static String name(int value) {
        for (Role role : Role.values()) {
            if (value(role) == value) {
                return role.name();
            }
        }
        return "role " + value;
    }
}
