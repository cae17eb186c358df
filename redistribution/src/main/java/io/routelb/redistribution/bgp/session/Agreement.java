package io.routelb.redistribution.bgp.session;

import io.routelb.model.IpFamily;
import io.routelb.redistribution.bgp.message.AfiSafi;
import io.routelb.redistribution.bgp.message.Capability;
import io.routelb.redistribution.bgp.message.Dialect;
import io.routelb.redistribution.bgp.message.Open;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What two OPENs have in common, capability by capability (RFC 5492). One a peer sends twice counts as it stands last. */
final class Agreement {
    private Agreement() {}

    static boolean both(Class<? extends Capability> kind, Open ours, Open theirs) {
        return ours.offers(kind) && theirs.offers(kind);
    }

    /** RFC 4760 section 8. */
    static Set<IpFamily> families(Open ours, Open theirs, Set<IpFamily> wanted) {
        return wanted.stream()
                .filter(each -> ours.families().contains(AfiSafi.unicast(each)))
                .filter(each -> theirs.families().contains(AfiSafi.unicast(each)))
                .collect(Collectors.toUnmodifiableSet());
    }

    static Dialect dialect(Open ours, Open theirs, Set<IpFamily> families, boolean external) {
        // RFC 8654 section 4: who offers has to take long messages, and only who was offered may send them.
        boolean extended = both(Capability.ExtendedMessage.class, ours, theirs);
        return new Dialect(
                ours.fourOctetAs() && theirs.fourOctetAs(),
                external,
                families.contains(IpFamily.IPV4) && overIpv6(ours) && overIpv6(theirs),
                new Dialect.Direction(addPath(families, theirs, ours), ours.offers(Capability.ExtendedMessage.class)),
                new Dialect.Direction(addPath(families, ours, theirs), extended));
    }

    /** RFC 8950 section 4. */
    private static boolean overIpv6(Open open) {
        return open.capabilities(Capability.ExtendedNextHop.class).stream()
                .anyMatch(each -> each.families().contains(Capability.NextHopFamily.IPV4_OVER_IPV6));
    }

    /** RFC 7911 section 4: one says that it sends, the other that it receives. */
    private static Set<IpFamily> addPath(Set<IpFamily> families, Open sender, Open receiver) {
        return families.stream()
                .filter(each -> addPath(sender, each, Capability.AddPathFamily::send)
                        && addPath(receiver, each, Capability.AddPathFamily::receive))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean addPath(Open open, IpFamily family, Predicate<Capability.AddPathFamily> says) {
        return last(open, Capability.AddPath.class).stream()
                .flatMap(each -> each.families().stream())
                .filter(each -> each.family().equals(AfiSafi.unicast(family)))
                .reduce((earlier, later) -> later)
                .filter(says)
                .isPresent();
    }

    /** RFC 4724 section 3: we keep routes of families the peer names, if we told that we know about restarts at all. */
    static PeerRestart restart(Open ours, Open theirs, Set<IpFamily> families) {
        Optional<Capability.GracefulRestart> offered = last(theirs, Capability.GracefulRestart.class);
        Optional<Capability.GracefulRestart> own = last(ours, Capability.GracefulRestart.class);
        if (offered.isEmpty() || own.isEmpty()) {
            return PeerRestart.NONE;
        }
        Set<IpFamily> kept = EnumSet.noneOf(IpFamily.class);
        Set<IpFamily> preserved = EnumSet.noneOf(IpFamily.class);
        for (Capability.GracefulFamily each : offered.get().families()) {
            each.family().unicast().filter(families::contains).ifPresent(family -> {
                kept.add(family);
                if (each.forwarding()) {
                    preserved.add(family);
                }
            });
        }
        return new PeerRestart(
                true,
                Duration.ofSeconds(offered.get().restartSeconds()),
                kept,
                preserved,
                longLived(ours, theirs, kept),
                offered.get().restarted(),
                offered.get().notification() && own.get().notification());
    }

    /** RFC 9494 section 4.1: not without graceful restart for the family. */
    private static Map<IpFamily, Duration> longLived(Open ours, Open theirs, Set<IpFamily> kept) {
        Map<IpFamily, Duration> times = new EnumMap<>(IpFamily.class);
        if (!ours.offers(Capability.LongLivedGracefulRestart.class)) {
            return times;
        }
        last(theirs, Capability.LongLivedGracefulRestart.class).stream()
                .flatMap(each -> each.families().stream())
                .filter(each -> each.staleSeconds() > 0)
                .forEach(each -> each.family()
                        .unicast()
                        .filter(kept::contains)
                        .ifPresent(family -> times.put(family, Duration.ofSeconds(each.staleSeconds()))));
        return times;
    }

    private static <T extends Capability> Optional<T> last(Open open, Class<T> kind) {
        List<T> all = open.capabilities(kind);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }
}
