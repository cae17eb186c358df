package io.routelb.redistribution.bgp.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.redistribution.bgp.message.BgpException;
import io.routelb.redistribution.bgp.message.Dialect;
import io.routelb.redistribution.bgp.message.Message;
import io.routelb.redistribution.bgp.message.MessageCodec;
import io.routelb.redistribution.bgp.message.MessageHeader;
import io.routelb.redistribution.bgp.message.Net;
import io.routelb.redistribution.bgp.message.RouteRefresh;
import io.routelb.redistribution.bgp.message.Update;
import io.routelb.redistribution.bgp.rib.UpdateGroups.Wish;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Two speakers' routes over a link that is slow and breaks, by a virtual clock, every message through the codec. Invariants: routes
 * equal after quiet; no stale route after End-of-RIB; nothing kept for longer than was agreed; own prefixes never through the other.
 */
class TwoRibsTest {
    private static final int SEEDS = 10_000;
    private static final int STEPS = 80;
    private static final Dialect DIALECT = new Dialect(true, true);
    private static final Set<IpFamily> BOTH = Set.of(IpFamily.values());

    private static final class Node {
        private final int index;
        private final Rib rib = new Rib(Reachability.EVERYWHERE);
        private final PeerRoutes heard;
        private final Deque<ByteBuffer> inbox = new ArrayDeque<>();
        private Map<Prefix, RouteAttributes> own = Map.of();
        private Optional<AdjRibOut> out = Optional.empty();

        Node(int index) {
            this.index = index;
            this.heard = new PeerRoutes(rib.loc(), policy());
        }

        private Asn asn() {
            return new Asn(64512 + index);
        }

        private Source peer() {
            String address = "192.0.2." + (2 - index);
            return new Source(
                    Addresses.of(address), 64513 - index, Addresses.of(address).toIPv4(), PeerKind.EXTERNAL);
        }

        private ImportPolicy policy() {
            return new ImportPolicy(peer(), asn(), Ribs.OUR_ID, Ribs.OUR_ID, Ribs.accepting(40), Optional.empty());
        }

        private Wish wish() {
            ExportPolicy policy = new ExportPolicy(
                    asn(), Ribs.OUR_ID, PeerKind.EXTERNAL, DIALECT, Ribs.NEXT_HOPS, Optional.empty(), false);
            return new Wish(policy, own);
        }

        void own(Map<Prefix, RouteAttributes> wanted) {
            own = wanted;
            out.ifPresent(each -> rib.groups().tell(Map.of(each, wish())));
            rib.originate(List.of(own));
        }

        void up(Set<IpFamily> preserved, long now) {
            heard.up(policy(), BOTH, preserved, now);
            out = Optional.of(rib.groups().join(peer(), BOTH, true, wish()));
        }

        void down(Retention retention, long now) {
            out.ifPresent(rib.groups()::leave);
            out = Optional.empty();
            inbox.clear();
            heard.down(retention, now);
        }

        void receive(long now) {
            ByteBuffer octets = inbox.remove();
            try {
                MessageHeader header = MessageHeader.decode(octets, DIALECT);
                Message message = MessageCodec.decode(header.type(), octets, DIALECT);
                if (message instanceof Update update) {
                    assertFalse(heard.accept(update) instanceof Verdict.End);
                    update.endOfRib().ifPresent(each -> assertNothingStale(each));
                } else if (message instanceof RouteRefresh mark) {
                    IpFamily family = mark.family().unicast().orElseThrow();
                    if (mark.subtype() == 1) {
                        heard.refreshBegins(family, now);
                    } else {
                        heard.refreshEnds(family);
                        assertNothingStale(family);
                    }
                }
            } catch (BgpException e) {
                throw new AssertionError(e);
            }
        }

        private void assertNothingStale(IpFamily family) {
            assertFalse(heard.isStale(family));
            assertFalse(heard.in().hasStale(family), "a stale route after the end of all");
        }
    }

    /** Both and the link between them. */
    private static final class World {
        private final Node[] nodes = {new Node(0), new Node(1)};
        private final Random random;
        private long now;
        private boolean connected;
        private Retention agreed = Retention.NONE;

        World(long seed) {
            random = new Random(seed);
        }

        private Map<Prefix, RouteAttributes> routes() {
            Map<Prefix, RouteAttributes> routes = new HashMap<>();
            for (int i = 0; i < random.nextInt(12); i++) {
                int number = random.nextInt(15);
                OptionalLong med = OptionalLong.of(random.nextInt(3));
                routes.put(
                        Prefix.of(number % 3 == 0 ? "2001:db8:1::" + number + "/128" : "10.0.0." + number + "/32"),
                        new RouteAttributes(List.of(), List.of(), List.of(), med, OptionalLong.empty(), 0));
            }
            return routes;
        }

        private void connect() {
            if (!connected) {
                connected = true;
                Set<IpFamily> preserved = random.nextBoolean() ? BOTH : Set.of(IpFamily.IPV4);
                for (Node each : nodes) {
                    each.up(preserved, now);
                }
            }
        }

        private void lose() {
            if (connected) {
                connected = false;
                Map<IpFamily, Duration> longLived =
                        random.nextBoolean() ? Map.of() : Map.of(IpFamily.IPV4, Duration.ofMinutes(5));
                agreed =
                        random.nextInt(3) == 0 ? Retention.NONE : new Retention(BOTH, Duration.ofMinutes(1), longLived);
                for (Node each : nodes) {
                    each.down(agreed, now);
                }
            }
        }

        private void pass(Duration time) {
            now += time.toNanos();
            for (Node each : nodes) {
                each.heard.poll(now);
            }
        }

        /** Whether anything moved. */
        private boolean transmit(Node from) {
            Node to = nodes[1 - from.index];
            Optional<Message> next = from.out.flatMap(AdjRibOut::next);
            next.ifPresent(each -> to.inbox.add(MessageCodec.encode(each, DIALECT)));
            if (!to.inbox.isEmpty()) {
                to.receive(now);
                return true;
            }
            return next.isPresent();
        }

        private void step() {
            Node node = nodes[random.nextInt(2)];
            switch (random.nextInt(10)) {
                case 0, 1 -> node.own(routes());
                case 2 -> lose();
                case 3 -> connect();
                case 4 -> pass(Duration.ofSeconds(random.nextInt(100)));
                case 5 -> node.out.ifPresent(each -> each.resend(IpFamily.IPV4));
                case 6 ->
                    node.out
                            .flatMap(AdjRibOut::next)
                            .ifPresent(each -> nodes[1 - node.index].inbox.add(MessageCodec.encode(each, DIALECT)));
                default -> transmit(node);
            }
        }

        void run() {
            for (int i = 0; i < STEPS; i++) {
                step();
            }
            connect();
            boolean moved = true;
            while (moved) {
                moved = transmit(nodes[0]);
                moved |= transmit(nodes[1]);
            }
            assertSame(nodes[0], nodes[1]);
            assertSame(nodes[1], nodes[0]);
            lose();
            pass(Duration.ofSeconds(61));
            pass(Duration.ofMinutes(5));
            for (Node each : nodes) {
                assertEquals(0, each.heard.in().size(), "kept for longer than was agreed");
                assertEquals(0, each.rib.loc().size());
                assertEquals(0, each.rib.groups().size());
            }
        }

        private static void assertSame(Node teller, Node hearer) {
            assertEquals(teller.own.size(), hearer.heard.in().accepted());
            assertEquals(teller.own.size(), teller.out.orElseThrow().size());
            assertEquals(0, teller.out.orElseThrow().waiting());
            teller.own.forEach((prefix, attributes) -> {
                List<Route> chosen = hearer.rib.loc().chosen(Net.of(prefix));
                if (hearer.own.containsKey(prefix)) {
                    assertTrue(chosen.isEmpty(), "an own prefix through the other");
                } else {
                    assertEquals(
                            attributes.med().getAsLong(),
                            chosen.getFirst().attributes().med());
                }
            });
        }
    }

    @Test
    void routesAreEqualAfterQuietAndNothingStaleStays() {
        for (long seed = 0; seed < SEEDS; seed++) {
            try {
                new World(seed).run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }
}
