package io.routelb.redistribution.bgp.speaker;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.Prefix;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SessionPassword;
import io.routelb.model.SpeakerOptions.DynamicPeers;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The neighbours known by where they dial from, while they are there. */
final class DynamicNeighbours {
    /** Those that have not sent an OPEN that could be accepted, all ranges together. */
    static final int HALF_OPEN = 32;

    private final Map<IPAddress, Prefix> present = new HashMap<>();
    private List<DynamicPeers> ranges = List.of();

    void replace(List<DynamicPeers> wanted) {
        ranges = wanted;
    }

    /** The narrowest range that holds the address. */
    Optional<DynamicPeers> rangeOf(IPAddress address) {
        IPAddress bare = Addresses.withoutLink(address);
        return ranges.stream()
                .filter(each -> each.from().contains(bare))
                .max(Comparator.comparingInt(each -> each.from().length()));
    }

    /** What the neighbour at the address is: as the range has it, and passive. */
    static RoutingIntent.Peer peer(DynamicPeers range, IPAddress address) {
        RoutingIntent.Peer like = range.template();
        return new RoutingIntent.Peer(
                like.name(),
                address,
                like.asn(),
                like.localAsn(),
                like.port(),
                like.source(),
                like.timers(),
                like.ttl(),
                like.families(),
                true,
                like.options(),
                like.routes());
    }

    /** Those present that some range still holds, as it has them now. */
    Map<IPAddress, RoutingIntent.Peer> stillWanted() {
        Map<IPAddress, RoutingIntent.Peer> wanted = new HashMap<>();
        present.keySet()
                .forEach(address -> rangeOf(address).ifPresent(range -> wanted.put(address, peer(range, address))));
        return wanted;
    }

    /** Why one more may not come in; {@code halfOpen} of those present have sent nothing yet. */
    Optional<Refusal> refuse(DynamicPeers range, long halfOpen) {
        long taken = present.values().stream().filter(range.from()::equals).count();
        if (taken >= range.limit()) {
            return Optional.of(new Refusal(
                    "there are " + taken + " neighbours from " + range.from() + " already, the most there may be",
                    true));
        }
        return halfOpen >= HALF_OPEN
                ? Optional.of(new Refusal(halfOpen + " neighbours have connected and said nothing yet", true))
                : Optional.empty();
    }

    void add(IPAddress address, DynamicPeers range) {
        present.put(address, range.from());
    }

    void remove(IPAddress address) {
        present.remove(address);
    }

    Set<IPAddress> present() {
        return Set.copyOf(present.keySet());
    }

    /** The keys they have to sign with. A peer with a name inside a range with a key needs one, too: the kernel knows no exceptions. */
    Map<Prefix, SessionPassword> keys() {
        Map<Prefix, SessionPassword> keys = new HashMap<>();
        ranges.forEach(
                range -> range.template().options().password().ifPresent(password -> keys.put(range.from(), password)));
        return keys;
    }
}
