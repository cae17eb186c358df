package io.routelb.node.neighbour;

import inet.ipaddr.IPAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;

/**
 * Router discovery on one link between two routers: when we advertise ourselves and ask others to, and whom we take for the neighbour.
 * Times are monotonic nanoseconds.
 *
 * <p>The first router heard is the neighbour. When another is heard all are asked to advertise themselves; who keeps silent twice is gone,
 * so a neighbour with a new address follows within seconds, and one forged advertisement moves nobody. The last one known stays for as
 * long as no other comes: whether it is alive is for BGP to find out. No more than {@value #MOST} are remembered, and what is sent does not
 * depend on how much comes.
 */
final class LinkNeighbours {
    /** What is to be sent. */
    enum Message {
        ADVERTISEMENT,
        SOLICITATION
    }

    /** Routers remembered; those heard beyond are passed over until one is gone. */
    static final int MOST = 8;

    // RFC 4861 section 6.2.1 and 10. A neighbour that waits for us should not wait long: the shortest that is allowed.
    private static final long SHORTEST_INTERVAL = Duration.ofSeconds(3).toNanos();
    private static final long LONGEST_INTERVAL = Duration.ofSeconds(10).toNanos();
    private static final long BETWEEN_ADVERTISEMENTS = Duration.ofSeconds(3).toNanos();
    private static final long ANSWER_DELAY = Duration.ofMillis(500).toNanos();
    // RFC 7559 section 2: asked again until somebody answers, less and less often.
    private static final long FIRST_SOLICITATION_INTERVAL =
            Duration.ofSeconds(4).toNanos();
    private static final long LONGEST_SOLICITATION_INTERVAL =
            Duration.ofMinutes(2).toNanos();
    /** A router answers within {@link #ANSWER_DELAY}, or 3 s after its last advertisement if that is later. */
    private static final long ANSWERED_WITHIN = Duration.ofSeconds(5).toNanos();

    private static final long LOOKED_AGAIN_AFTER = Duration.ofSeconds(30).toNanos();
    private static final int SILENCES = 2;
    private static final long NEVER = Long.MAX_VALUE;

    private final DoubleSupplier random;
    private final Map<IPAddress, Station> stations = new LinkedHashMap<>();
    private long nextAdvertisement;
    private long nextSolicitation;
    private long solicitationInterval = FIRST_SOLICITATION_INTERVAL;
    /** Somebody came who has not been asked yet. */
    private boolean newcomer;

    private Optional<Long> advertised = Optional.empty();
    private Optional<Long> asked = Optional.empty();

    private static final class Station {
        private long heard;
        private int silences;

        private Station(long now) {
            heard = now;
        }
    }

    /** {@code random} gives 0 to 1, 1 excluded. Both messages are due at once. */
    LinkNeighbours(long now, DoubleSupplier random) {
        this.random = random;
        nextAdvertisement = now;
        nextSolicitation = now;
    }

    /** A valid advertisement came. */
    void advertisement(IPAddress from, long now) {
        Station known = stations.get(from);
        if (known != null) {
            known.heard = now;
            known.silences = 0;
            return;
        }
        if (stations.size() >= MOST) {
            return;
        }
        stations.put(from, new Station(now));
        newcomer = true;
        advertiseSoon(now); // who advertises to us looks for us
        nextSolicitation = stations.size() == 1 ? NEVER : earliestQuestion(now);
        solicitationInterval = FIRST_SOLICITATION_INTERVAL;
    }

    private long earliestQuestion(long now) {
        return asked.isPresent() ? Math.max(now, asked.get() + ANSWERED_WITHIN) : now;
    }

    /** A valid solicitation came (RFC 4861 section 6.2.6). */
    void solicitation(long now) {
        advertiseSoon(now);
    }

    private void advertiseSoon(long now) {
        long soon = now + (long) (random.getAsDouble() * ANSWER_DELAY);
        long allowed = advertised.isPresent() ? advertised.get() + BETWEEN_ADVERTISEMENTS : soon;
        nextAdvertisement = Math.min(nextAdvertisement, Math.max(soon, allowed));
    }

    /** What is to be sent by now. */
    Set<Message> poll(long now) {
        Set<Message> due = EnumSet.noneOf(Message.class);
        if (now - nextAdvertisement >= 0) {
            due.add(Message.ADVERTISEMENT);
            advertised = Optional.of(now);
            nextAdvertisement =
                    now + SHORTEST_INTERVAL + (long) (random.getAsDouble() * (LONGEST_INTERVAL - SHORTEST_INTERVAL));
        }
        if (nextSolicitation != NEVER && now - nextSolicitation >= 0) {
            boolean allAnswered = countSilences();
            stations.values().removeIf(each -> each.silences >= SILENCES);
            nextSolicitation = nextQuestion(allAnswered, now);
            if (nextSolicitation != NEVER) {
                due.add(Message.SOLICITATION);
                asked = Optional.of(now);
                newcomer = false;
            }
        }
        return due;
    }

    /** Of several, those who have not answered the last question; says whether there are none. */
    private boolean countSilences() {
        if (newcomer || asked.isEmpty() || stations.size() < 2) {
            return false;
        }
        long since = asked.get();
        boolean allAnswered = true;
        for (Station each : stations.values()) {
            boolean silent = each.heard - since < 0;
            each.silences += silent ? 1 : 0;
            allAnswered &= !silent;
        }
        return allAnswered;
    }

    /** After the one that is asked now; never when there is nothing to ask. */
    private long nextQuestion(boolean allAnswered, long now) {
        return switch (stations.size()) {
            case 0 -> {
                double jitter = 0.9 + 0.2 * random.getAsDouble(); // RFC 7559 section 2
                long wait = (long) (solicitationInterval * jitter);
                solicitationInterval = Math.min(2 * solicitationInterval, LONGEST_SOLICITATION_INTERVAL);
                yield now + wait;
            }
            case 1 -> NEVER;
            default -> now + (allAnswered ? LOOKED_AGAIN_AFTER : ANSWERED_WITHIN);
        };
    }

    /** How long nothing is to be sent. */
    long nanosToNext(long now) {
        return Math.max(0, Math.min(nextAdvertisement, nextSolicitation) - now);
    }

    /** Whom to talk to; empty while nobody was heard. */
    Optional<IPAddress> neighbour() {
        return stations.keySet().stream().findFirst();
    }

    /** Who else is there. */
    List<IPAddress> others() {
        return new ArrayList<>(stations.keySet()).subList(Math.min(1, stations.size()), stations.size());
    }
}
