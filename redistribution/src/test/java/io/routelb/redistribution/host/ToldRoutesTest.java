package io.routelb.redistribution.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.model.PeerOptions.PrefixRule;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RoutingIntent;
import io.routelb.model.ServiceLink;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Ranges, exceptions and what is on no link together are what the peer is to be told, no more and no less. */
class ToldRoutesTest {
    private static final PrefixRule HOSTS = new PrefixRule(Prefix.of("198.51.100.0/28"), 32, 32);
    private static final PrefixRule WHOLE = new PrefixRule(Prefix.of("198.51.100.0/24"), 24, 24);

    @Property(tries = 300)
    void theFilterLetsPassWhatTheIntentSays(@ForAll long seed) {
        Random random = new Random(seed);
        Set<Prefix> present = new HashSet<>();
        Map<Prefix, RouteAttributes> routes = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            Prefix host = Prefix.host(new IPv4Address(0xC633_6400 + i));
            Prefix prefix = random.nextInt(10) == 0 ? Prefix.containing(host.network(), 24) : host;
            if (random.nextBoolean()) {
                present.add(prefix);
            }
            if (random.nextBoolean()) {
                routes.put(prefix, attributes(random));
            }
        }
        Map<PrefixRule, RouteAttributes> standing = new HashMap<>();
        if (random.nextBoolean()) {
            standing.put(HOSTS, attributes(random));
        }
        if (random.nextBoolean()) {
            standing.put(WHOLE, attributes(random));
        }
        ServiceLink link = new ServiceLink("kube-lb0", present, Map.of("r1", standing));
        RoutingIntent.Peer peer = peer(routes);
        Set<Prefix> table = new TreeSet<>(present);
        table.addAll(ToldRoutes.fromNoLink(List.of(peer), link, IpFamily.IPV4));
        ToldRoutes told = ToldRoutes.of(peer, link, IpFamily.IPV4);
        Map<Prefix, RouteAttributes> passed = new HashMap<>();
        table.forEach(prefix -> filter(told, prefix).ifPresent(attributes -> passed.put(prefix, attributes)));
        assertEquals(routes, passed);
    }

    /** As the filter is written: refused, then by name, then by range. */
    private static Optional<RouteAttributes> filter(ToldRoutes told, Prefix prefix) {
        if (told.withheld().contains(prefix)) {
            return Optional.empty();
        }
        for (Map.Entry<RouteAttributes, List<Prefix>> each : told.special().entrySet()) {
            if (each.getValue().contains(prefix)) {
                return Optional.of(each.getKey());
            }
        }
        for (Map.Entry<RouteAttributes, List<PrefixRule>> each : told.ranges().entrySet()) {
            for (PrefixRule range : each.getValue()) {
                if (prefix.length() >= range.ge()
                        && prefix.length() <= range.le()
                        && range.within().contains(prefix.network())) {
                    return Optional.of(each.getKey());
                }
            }
        }
        return Optional.empty();
    }

    private static RouteAttributes attributes(Random random) {
        return RouteAttributes.DEFAULT.withPrepend(random.nextInt(3));
    }

    private static RoutingIntent.Peer peer(Map<Prefix, RouteAttributes> routes) {
        return new RoutingIntent.Peer(
                "r1",
                Addresses.of("192.0.2.1"),
                new RoutingIntent.PeerAsn.External(),
                new Asn(64512),
                179,
                Optional.empty(),
                new RoutingIntent.Timers(Duration.ofSeconds(9), Duration.ofSeconds(3), Duration.ofSeconds(5)),
                OptionalInt.empty(),
                Set.of(IpFamily.IPV4),
                false,
                PeerOptions.DEFAULT,
                routes);
    }
}
