package io.routelb.redistribution.bgp.speaker;

import static io.routelb.redistribution.bgp.speaker.Lab.await;
import static io.routelb.redistribution.bgp.speaker.Lab.established;
import static io.routelb.redistribution.bgp.speaker.Lab.intent;
import static io.routelb.redistribution.bgp.speaker.Lab.only;
import static io.routelb.redistribution.bgp.speaker.Lab.peer;
import static io.routelb.redistribution.bgp.speaker.Lab.routes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.model.PeerOptions.Import;
import io.routelb.model.PeerOptions.PrefixRule;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RoutingIntent;
import io.routelb.redistribution.LearnedRoutes;
import io.routelb.redistribution.bgp.rib.Reachability;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A router tells, a node learns: over real connections. */
class LearnedRoutesTest {
    private static final int NODE_PORT = 27_931;
    private static final int ROUTER_PORT = 27_932;
    private static final String NODE = "127.0.0.31";
    private static final String ROUTER = "127.0.0.32";
    private static final String OWN = "198.51.100.99/32";

    private final Map<Prefix, List<IPAddress>> learned = new ConcurrentHashMap<>();
    private final AtomicInteger withdrawn = new AtomicInteger();
    private final NativeBackend node = new NativeBackend(() -> {}, Reachability.EVERYWHERE, this::learn);
    private NativeBackend router = new NativeBackend();

    private void learn(Map<Prefix, List<IPAddress>> changes) {
        changes.forEach((prefix, nextHops) -> {
            if (nextHops.isEmpty()) {
                withdrawn.incrementAndGet();
                learned.remove(prefix);
            } else {
                learned.put(prefix, nextHops);
            }
        });
    }

    @AfterEach
    void closeBoth() {
        node.close();
        router.close();
    }

    private static Import imports(int maxPrefixes, String... within) {
        return new Import(
                Arrays.stream(within)
                        .map(each -> new PrefixRule(Prefix.of(each), 32, 32))
                        .toList(),
                maxPrefixes,
                75,
                Duration.ofSeconds(1));
    }

    private static RoutingIntent atNode(Import imports, String... own) {
        RoutingIntent.Peer peer =
                peer(ROUTER, 65010, 64512, ROUTER_PORT, NODE).withOptions(PeerOptions.DEFAULT.withImports(imports));
        return intent(64512, "10.0.0.1", NODE_PORT, List.of(peer), routes(own));
    }

    private void routerTells(String... prefixes) {
        router.apply(intent(
                65010,
                "10.0.0.2",
                ROUTER_PORT,
                List.of(peer(NODE, 64512, 65010, NODE_PORT, ROUTER)),
                routes(prefixes)));
    }

    private static Map<Prefix, List<IPAddress>> viaRouter(String... prefixes) {
        Map<Prefix, List<IPAddress>> expected = new ConcurrentHashMap<>();
        routes(prefixes).forEach(each -> expected.put(each, List.of(Addresses.of(ROUTER))));
        return expected;
    }

    @Test
    void whatTheImportNamesIsOfferedExceptOurOwnAndAnotherImportIsPutInForceWithoutAReset() {
        node.apply(atNode(imports(100, "198.51.100.0/24"), OWN));
        routerTells("198.51.100.1/32", OWN, "203.0.113.1/32");
        await("the route is offered", () -> learned.equals(viaRouter("198.51.100.1/32")));
        await("all are counted", () -> only(node).received() == 3 && only(node).accepted() == 2);
        node.apply(atNode(imports(100, "203.0.113.0/24"), OWN));
        await("the other one is", () -> learned.equals(viaRouter("203.0.113.1/32")));
        routerTells("198.51.100.1/32");
        await("what is withdrawn goes", () -> learned.isEmpty() && only(node).received() == 1);
        assertEquals(0, only(node).flaps());
        assertTrue(established(node));
    }

    @Test
    void aPeerThatTellsTooMuchIsStoppedAndComesBackAfterThePause() {
        node.apply(atNode(imports(2, "198.51.100.0/24")));
        routerTells("198.51.100.1/32", "198.51.100.2/32", "198.51.100.3/32");
        await("the router was told why", () -> only(router).lastError().contains("(6/1)"));
        await("it comes back, and goes again", () -> only(node).flaps() >= 2);
        routerTells("198.51.100.1/32");
        await("with fewer it stays", () -> learned.equals(viaRouter("198.51.100.1/32")));
    }

    @Test
    void attributesOfOurRoutesChangeWithoutAReset() {
        node.apply(atNode(imports(2)));
        routerTells();
        await("established", () -> established(node) && established(router));
        RouteAttributes community = new RouteAttributes(
                List.of(0xFC00_0001), List.of(), List.of(), OptionalLong.of(5), OptionalLong.empty(), 3);
        RoutingIntent plain = atNode(imports(2), OWN);
        node.apply(plain).toCompletableFuture().join();
        await("the route arrives", () -> only(router).received() == 1);
        long updates = only(router).traffic().received().getOrDefault("update", 0L);
        RoutingIntent.Peer changed = plain.peers().getFirst().withRoutes(Map.of(Prefix.of(OWN), community));
        node.apply(new RoutingIntent(plain.localAsn(), plain.routerId(), plain.listenPort(), List.of(changed)))
                .toCompletableFuture()
                .join();
        await("one UPDATE says so", () -> only(router).traffic().received().getOrDefault("update", 0L) == updates + 1);
        assertEquals(0, only(node).flaps());
        assertEquals(1, only(node).advertised());
    }

    @Test
    void routesOfARouterThatRestartsAreKeptUntilItIsBack() {
        node.apply(atNode(imports(100, "198.51.100.0/24")));
        routerTells("198.51.100.1/32", "198.51.100.2/32");
        await("both are offered", () -> learned.equals(viaRouter("198.51.100.1/32", "198.51.100.2/32")));
        await("the status says so", () -> established(node) && only(node).accepted() == 2);
        router.closeForRestart();
        await("the session is gone", () -> !established(node));
        assertEquals(2, only(node).accepted());
        router = new NativeBackend();
        router.comeBack(Set.of(IpFamily.values()));
        routerTells("198.51.100.2/32");
        await("what it does not tell again goes", () -> learned.equals(viaRouter("198.51.100.2/32")));
        assertEquals(1, withdrawn.get());
    }

    @Test
    void afterARestartOfOursTheConsumerIsToldWhenItHasEverything() {
        node.apply(atNode(imports(100, "198.51.100.0/24")));
        routerTells("198.51.100.1/32", "198.51.100.2/32");
        await("both are offered", () -> learned.size() == 2);
        node.closeForRestart();
        learned.clear();
        Successor successor = new Successor();
        successor.start();
        assertEquals(List.of(2), successor.complete);
    }

    /** It says when it has told everything, or that it never will: RFC 4724 section 4.1. */
    @Test
    void aPeerThatKnowsNothingOfRestartsIsNotWaitedFor() {
        RoutingIntent.Peer plain = peer(NODE, 64512, 65010, NODE_PORT, ROUTER)
                .withOptions(PeerOptions.DEFAULT.withRestart(PeerOptions.Restart.OFF));
        router.apply(intent(65010, "10.0.0.2", ROUTER_PORT, List.of(plain), routes()));
        Successor successor = new Successor();
        successor.start();
        assertEquals(List.of(0), successor.complete);
    }

    /** Learns what the node does after a restart. */
    private final class Successor implements LearnedRoutes {
        private final List<Integer> complete = new CopyOnWriteArrayList<>();

        /** Until everything is complete. */
        void start() {
            try (NativeBackend backend = new NativeBackend(() -> {}, Reachability.EVERYWHERE, this)) {
                backend.comeBack(Set.of(IpFamily.values()));
                backend.apply(atNode(imports(100, "198.51.100.0/24")));
                await("it is told that it has everything", () -> !complete.isEmpty());
            }
        }

        @Override
        public void changed(Map<Prefix, List<IPAddress>> changes) {
            learn(changes);
        }

        @Override
        public void complete() {
            complete.add(learned.size());
        }
    }
}
