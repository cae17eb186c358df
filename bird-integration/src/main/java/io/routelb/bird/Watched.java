package io.routelb.bird;

import inet.ipaddr.IPAddress;
import io.routelb.bird.control.Answer;
import io.routelb.bird.control.Sessions;
import io.routelb.model.Addresses;
import io.routelb.model.InvalidValueException;
import io.routelb.model.IpFamily;
import io.routelb.redistribution.RoutingStatus;
import io.routelb.redistribution.RoutingStatus.Bfd;
import io.routelb.redistribution.RoutingStatus.BfdPackets;
import io.routelb.redistribution.RoutingStatus.Prefixes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What BIRD says of our sessions, in the words of {@link RoutingStatus}, and since when. When a state was entered is when it was first seen:
 * BIRD's own clock is written as its administrator likes it. Owned by one thread.
 */
final class Watched {
    private static final String ESTABLISHED = "Established";

    private final Map<String, Seen> sessions = new HashMap<>();
    private final Map<String, Seen> paths = new HashMap<>();

    /** {@code mark}: BIRD's own word for when, so that a session that came and went between two looks is another one. */
    private record Seen(String state, String mark, Instant since, int flaps) {
        static Seen of(Optional<Seen> before, String state, String mark, String up, Instant now) {
            if (before.isEmpty()) {
                return new Seen(state, mark, now, 0);
            }
            Seen last = before.get();
            if (last.state.equals(state) && (!Mark.isAnother(last.mark, mark) || !state.equals(up))) {
                return last;
            }
            return new Seen(state, mark, now, last.flaps + (last.state.equals(up) ? 1 : 0));
        }
    }

    /**
     * The neighbours.
     *
     * @param names the peers' names by BIRD's names of the sessions; what begins with one that ends with {@code _} is of that range
     * @param inForce number of the last intent that is in force
     */
    List<RoutingStatus.Peer> peers(Answer protocols, Answer bfd, Map<String, String> names, long inForce, Instant now) {
        Map<IPAddress, Bfd> alive = paths(bfd, now);
        Map<String, Sessions.Protocol> all = Sessions.protocols(protocols);
        sessions.keySet().retainAll(all.keySet());
        List<RoutingStatus.Peer> peers = new ArrayList<>();
        all.values().stream()
                .sorted(Comparator.comparing(Sessions.Protocol::name))
                .forEach(each -> name(names, each.name())
                        .flatMap(name -> peer(name, each, inForce, now))
                        .ifPresent(peer -> peers.add(
                                peer.withBfd(Optional.ofNullable(alive.get(Addresses.withoutLink(peer.address())))))));
        return peers;
    }

    private static Optional<String> name(Map<String, String> names, String protocol) {
        String own = names.get(protocol);
        if (own != null) {
            return protocol.endsWith("_") ? Optional.empty() : Optional.of(own);
        }
        return names.entrySet().stream()
                .filter(each -> each.getKey().endsWith("_") && protocol.startsWith(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private Optional<RoutingStatus.Peer> peer(String name, Sessions.Protocol session, long inForce, Instant now) {
        Optional<IPAddress> address = session.field("Neighbor address").flatMap(Watched::address);
        if (address.isEmpty()) {
            return Optional.empty(); // a range that nobody has dialled from yet
        }
        String state = session.field("BGP state")
                .orElse("Idle")
                .split(" ", 2)[0]
                .replace("Down", "Idle")
                .replace("Close", "Idle");
        Seen seen =
                Seen.of(Optional.ofNullable(sessions.get(session.name())), state, session.since(), ESTABLISHED, now);
        sessions.put(session.name(), seen);
        boolean up = state.equals(ESTABLISHED);
        Set<IpFamily> families = up ? session.channels().keySet() : Set.of();
        return Optional.of(new RoutingStatus.Peer(
                name,
                address.get(),
                session.field("Neighbor AS")
                        .filter(text -> text.matches("[0-9]{1,10}"))
                        .map(Long::parseLong)
                        .orElse(0L),
                state,
                seen.since(),
                up ? session.timer("Hold timer") : Duration.ZERO,
                up ? session.timer("Keepalive timer") : Duration.ZERO,
                families,
                prefixes(up ? session.channels() : Map.of()),
                seen.flaps(),
                error(session),
                up ? new RoutingStatus.Told(inForce, families) : RoutingStatus.Told.NOTHING,
                RoutingStatus.Traffic.NONE,
                Optional.empty()));
    }

    private static Optional<IPAddress> address(String text) {
        int at = text.indexOf('%');
        try {
            IPAddress address = Addresses.parse(at < 0 ? text : text.substring(0, at));
            return Optional.of(at < 0 ? address : Addresses.onLink(address, text.substring(at + 1)));
        } catch (InvalidValueException e) {
            return Optional.empty();
        }
    }

    private static Map<IpFamily, Prefixes> prefixes(Map<IpFamily, Sessions.Counts> channels) {
        Map<IpFamily, Prefixes> prefixes = new EnumMap<>(IpFamily.class);
        channels.forEach((family, counts) -> prefixes.put(
                family, new Prefixes(counts.imported() + counts.filtered(), counts.imported(), counts.exported(), 0)));
        return prefixes;
    }

    private static String error(Sessions.Protocol session) {
        String error = session.field("Last error").orElse("");
        return session.field("Message")
                .map(text -> error.isEmpty() ? text : error + ", " + text)
                .orElse(error);
    }

    private Map<IPAddress, Bfd> paths(Answer answer, Instant now) {
        Map<IPAddress, Bfd> found = new HashMap<>();
        Map<String, Seen> still = new HashMap<>();
        for (Sessions.Path path : Sessions.paths(answer)) {
            Seen seen = Seen.of(Optional.ofNullable(paths.get(path.address())), path.state(), path.since(), "Up", now);
            still.put(path.address(), seen);
            address(path.address())
                    .ifPresent(address -> found.put(
                            address,
                            new Bfd(
                                    path.state(),
                                    seen.since(),
                                    "",
                                    path.interval(),
                                    path.timeout(),
                                    seen.flaps(),
                                    new BfdPackets(0, 0, 0, 0),
                                    "")));
        }
        paths.clear();
        paths.putAll(still);
        return found;
    }
}
