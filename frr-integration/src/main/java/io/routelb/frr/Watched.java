package io.routelb.frr;

import inet.ipaddr.IPAddress;
import io.routelb.frr.control.Neighbour;
import io.routelb.frr.render.FrrConfig;
import io.routelb.model.Addresses;
import io.routelb.model.InvalidValueException;
import io.routelb.redistribution.RoutingStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What FRR says of our sessions, in the words of {@link RoutingStatus}, and since when. Owned by one thread. */
final class Watched {
    private static final String ESTABLISHED = "Established";

    private final Map<String, Seen> sessions = new HashMap<>();
    private final Map<String, Seen> paths = new HashMap<>();

    /** {@code times}: of how many sessions it is the one after. */
    private record Seen(String state, int times, Instant since) {}

    /**
     * The neighbours that are ours.
     *
     * @param inForce number of the last intent that is in force
     */
    List<RoutingStatus.Peer> peers(Map<String, Neighbour> neighbours, FrrConfig config, long inForce, Instant now) {
        List<RoutingStatus.Peer> peers = new ArrayList<>();
        new TreeMap<>(neighbours).forEach((key, neighbour) -> {
            String name = config.groups().get(neighbour.group());
            if (name != null) {
                address(key, neighbour).ifPresent(address -> peers.add(peer(name, address, neighbour, inForce, now)));
            }
        });
        return peers;
    }

    /** A neighbour known by its interface has no address before there is a connection. */
    private static Optional<IPAddress> address(String key, Neighbour neighbour) {
        return parse(key).or(() -> parse(neighbour.foreign()).map(address -> Addresses.onLink(address, key)));
    }

    private static Optional<IPAddress> parse(String text) {
        try {
            return Optional.of(Addresses.parse(text));
        } catch (InvalidValueException e) {
            return Optional.empty(); // the name of an interface
        }
    }

    private RoutingStatus.Peer peer(String name, IPAddress address, Neighbour said, long inForce, Instant now) {
        boolean up = said.state().equals(ESTABLISHED);
        String key = address.toString();
        Instant entered = said.up().map(now::minus).orElse(now);
        return new RoutingStatus.Peer(
                name,
                address,
                said.asn(),
                said.state(),
                since(sessions, key, said.state(), said.dropped(), entered),
                said.hold(),
                said.keepalive(),
                said.families(),
                said.prefixes(),
                said.dropped(),
                said.trouble(),
                up ? new RoutingStatus.Told(inForce, said.families()) : RoutingStatus.Told.NOTHING,
                new RoutingStatus.Traffic(
                        said.messages().sent(), said.messages().received(), 0),
                said.bfd().map(bfd -> bfd(key, bfd, now)));
    }

    private RoutingStatus.Bfd bfd(String key, Neighbour.BfdSession said, Instant now) {
        return new RoutingStatus.Bfd(
                said.state(),
                since(paths, key, said.state(), said.downs(), now.minus(said.in())),
                said.reason(),
                said.transmit(),
                said.detection(),
                said.downs(),
                new RoutingStatus.BfdPackets(said.sent(), said.received(), 0, 0),
                "");
    }

    /** FRR tells how long ago, and rounds; so the first answer stands as long as the state does. */
    private static Instant since(Map<String, Seen> known, String key, String state, int times, Instant entered) {
        Seen before = known.get(key);
        if (before != null && before.state().equals(state) && before.times() == times) {
            return before.since();
        }
        known.put(key, new Seen(state, times, entered));
        return entered;
    }
}
