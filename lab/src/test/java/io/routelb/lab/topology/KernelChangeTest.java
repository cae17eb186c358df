package io.routelb.lab.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The lines are iproute2's own, of {@code ip -ts -o monitor address route}. */
class KernelChangeTest {
    private static final String[] ROUTES = {
        "[2026-11-21T06:32:25.643582] 1: lo    inet 127.99.0.1/32 scope host lo\\       valid_lft forever",
        "[2026-11-21T06:32:25.643809] local 127.99.0.1 dev lo table local proto kernel scope host src 127.99.0.1 ",
        "[2026-11-21T06:32:25.649522] 198.51.100.10 proto bgp \\\tnexthop via 192.0.2.11 dev br0 weight 1 \\\tnexthop via"
                + " 192.0.2.12 dev br0 weight 1 ",
        "[2026-11-21T06:32:25.652759] 198.51.100.10 via 192.0.2.12 dev br0 proto bgp ",
        "[2026-11-21T06:32:25.655243] Deleted 198.51.100.10 via 192.0.2.12 dev br0 proto bgp ",
        "[2026-11-21T06:32:25.660000] 2001:db8:51::10 proto bgp metric 1024 pref medium\\\tnexthop via 2001:db8:0:2::11"
                + " dev br0 weight 1 \\\tnexthop via 2001:db8:0:2::12 dev br0 weight 1 ",
    };

    @Test
    void readsRoutesWithTheirGatewaysInBothFamilies() {
        List<KernelChange> changes = parse(ROUTES);
        assertEquals(5, changes.size(), "the kernel's own route is left out");
        KernelChange.Route first = (KernelChange.Route) changes.get(1);
        assertEquals(Set.of("192.0.2.11", "192.0.2.12"), first.gateways());
        assertTrue(((KernelChange.Route) changes.get(3)).deleted());
        KernelChange.Route six = (KernelChange.Route) changes.getLast();
        assertEquals("2001:db8:51::10", six.destination());
        assertEquals(Set.of("2001:db8:0:2::11", "2001:db8:0:2::12"), six.gateways());
    }

    @Test
    void readsAddressesThatCameAndWent() {
        List<KernelChange> changes = parse(
                "[2026-11-21T06:32:25.000001] 3: kube-lb0    inet 198.51.100.10/32 scope global kube-lb0\\       valid_lft"
                        + " forever preferred_lft forever",
                "[2026-11-21T06:32:25.000002] Deleted 3: kube-lb0    inet6 2001:db8:51::10/128 scope global \\      "
                        + " valid_lft forever preferred_lft forever");
        assertEquals(Optional.empty(), KernelChange.addressRemoved(changes, "198.51.100.10"));
        assertEquals(Optional.of(changes.getLast().time()), KernelChange.addressRemoved(changes, "2001:db8:51::10"));
    }

    @Test
    void tellsWhenAGatewayLeftForGood() {
        List<KernelChange> changes = parse(ROUTES);
        assertEquals(
                Optional.of(changes.get(2).time()),
                KernelChange.gatewayLeft(changes, Set.of(), "198.51.100.10", "192.0.2.11"));
        assertEquals(
                Optional.of(changes.get(3).time()),
                KernelChange.gatewayLeft(changes, Set.of(), "198.51.100.10", "192.0.2.12"));
    }

    @Test
    void knowsGatewaysThatWereThereBeforeTheFirstChange() {
        List<KernelChange> changes = parse(ROUTES).subList(2, 3);
        Instant time = changes.getFirst().time();
        Set<String> before = Set.of("192.0.2.11", "192.0.2.12");
        assertEquals(Optional.of(time), KernelChange.gatewayLeft(changes, before, "198.51.100.10", "192.0.2.11"));
        assertEquals(Optional.empty(), KernelChange.gatewayLeft(changes, before, "198.51.100.10", "192.0.2.12"));
    }

    @Test
    void takesAReturningGatewayForPresent() {
        List<KernelChange> changes = parse(ROUTES[2], ROUTES[3], ROUTES[2]);
        assertEquals(Optional.empty(), KernelChange.gatewayLeft(changes, Set.of(), "198.51.100.10", "192.0.2.11"));
    }

    private static List<KernelChange> parse(String... lines) {
        return List.of(lines).stream()
                .flatMap(line -> KernelChange.parse(line).stream())
                .toList();
    }
}
