package io.routelb.redistribution.bgp.session;

import java.util.List;
import java.util.Optional;

/**
 * The states of both connections to one peer.
 *
 * @param plain the peer has refused our optional parameters, so we leave them out (RFC 5492 section 3)
 */
public record PeerState(State dialled, State accepted, boolean plain) {
    /** Before the first start. */
    public static final PeerState STOPPED = new PeerState(Idle.STOPPED, Idle.STOPPED, false);

    private static final List<Class<? extends State>> ADVANCE =
            List.of(Idle.class, Active.class, Connect.class, OpenSent.class, OpenConfirm.class, Established.class);

    /** The state of one connection. */
    public State of(Slot slot) {
        return switch (slot) {
            case DIALLED -> dialled;
            case ACCEPTED -> accepted;
        };
    }

    PeerState with(Slot slot, State state) {
        return switch (slot) {
            case DIALLED -> new PeerState(state, accepted, plain);
            case ACCEPTED -> new PeerState(dialled, state, plain);
        };
    }

    PeerState withPlain(boolean changed) {
        return new PeerState(dialled, accepted, changed);
    }

    /** The connection that has got further: the peer's state for people. */
    public State shown() {
        return ADVANCE.indexOf(dialled.getClass()) >= ADVANCE.indexOf(accepted.getClass()) ? dialled : accepted;
    }

    /** What the session came to over which routes flow. */
    public Optional<Negotiated> negotiated() {
        return shown() instanceof Established up ? Optional.of(up.negotiated()) : Optional.empty();
    }

    /** Whether routes flow on either. */
    public boolean established() {
        return shown() instanceof Established;
    }
}
