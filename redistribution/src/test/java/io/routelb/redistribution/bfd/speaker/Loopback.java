package io.routelb.redistribution.bfd.speaker;

import io.routelb.model.Addresses;
import io.routelb.model.PeerOptions.Bfd;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** What tests of BFD on loopback share: two addresses that talk, and one of nobody by which a speaker can be frozen. */
public final class Loopback {
    public static final String A = "127.0.0.11";
    public static final String B = "127.0.0.12";
    public static final String NOBODY = "127.0.0.13";

    private final CountDownLatch thaw = new CountDownLatch(1);
    private volatile boolean frozen;

    /** Same interval both ways, three missed packets, single hop. */
    public static Bfd every(int millis) {
        return new Bfd(Duration.ofMillis(millis), Duration.ofMillis(millis), 3, false, Optional.empty());
    }

    /** For a speaker's listener: what is said of the peer that is nobody freezes the speaker until it is thawed. */
    public void freeze(PathListener.PathChange change) {
        if (change.peer().equals(Addresses.of(NOBODY))) {
            frozen = true;
            try {
                thaw.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether the speaker stands still, or has. */
    public boolean isFrozen() {
        return frozen;
    }

    public void thaw() {
        thaw.countDown();
    }
}
