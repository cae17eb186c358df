package io.routelb.redistribution.bgp.speaker;

import io.routelb.redistribution.bgp.session.Comeback;
import java.time.Duration;
import java.util.Optional;

/** Whether this speaker comes after another that left routes with its peers, and for how long each is told so (RFC 4724 section 4.1). */
final class Homecoming {
    private final long startedNanos = System.nanoTime();
    private Optional<Comeback> comeback = Optional.empty();

    void is(Comeback from) {
        comeback = Optional.of(from);
    }

    boolean isOne() {
        return comeback.isPresent();
    }

    /** For the OPENs to that peer; long after our start nobody keeps routes of ours any more. */
    Optional<Comeback> to(PeerIdentity identity) {
        Duration kept = identity.peer().options().restart().time();
        return comeback.filter(unused -> System.nanoTime() - startedNanos < kept.toNanos());
    }
}
