package io.routelb.redistribution.bgp.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.redistribution.bgp.message.AsPath;
import io.routelb.redistribution.bgp.message.Dialect;
import io.routelb.redistribution.bgp.message.Message;
import io.routelb.redistribution.bgp.message.Net;
import io.routelb.redistribution.bgp.message.NextHop;
import io.routelb.redistribution.bgp.message.PathAttribute;
import io.routelb.redistribution.bgp.message.Update;
import io.routelb.redistribution.bgp.rib.UpdateGroups.Wish;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * A reflector with routes of its own, and clients that read now and then, ask again, come and go, while routes of all kinds change under
 * them.
 */
class SlowPeersTest {
    private static final Set<IpFamily> V4 = Set.of(IpFamily.IPV4);
    private static final Dialect SEVERAL =
            new Dialect(true, false, false, Dialect.Direction.PLAIN, new Dialect.Direction(V4, false));
    private static final RouteAttributes MED =
            new RouteAttributes(List.of(), List.of(), List.of(), OptionalLong.of(7), OptionalLong.empty(), 0);
    private static final int PREFIXES = 12;

    private Rib rib = new Rib(Reachability.EVERYWHERE);
    private final List<Client> clients = new ArrayList<>();

    private final class Client {
        private final Source source;
        private final Dialect dialect;
        private final PeerRoutes heard;
        private final Map<String, List<PathAttribute>> known = new HashMap<>();
        private Map<Prefix, RouteAttributes> own = Map.of();
        private Optional<AdjRibOut> out = Optional.empty();
        private int ends;

        Client(int number) {
            source = Ribs.internal("192.0.2." + number, PeerKind.CLIENT);
            dialect = number % 3 == 0 ? SEVERAL : Ribs.INTERNAL;
            heard = new PeerRoutes(rib.loc(), policy());
        }

        private ImportPolicy policy() {
            return Ribs.imports(source, Ribs.accepting(1000));
        }

        Wish wish() {
            return new Wish(Ribs.exports(PeerKind.CLIENT, dialect), own);
        }

        void comesOrGoes() {
            if (out.isPresent()) {
                rib.groups().leave(out.get());
                out = Optional.empty();
                heard.down(Retention.NONE, 0);
                known.clear();
            } else {
                heard.up(policy(), V4, Set.of(), 0);
                out = Optional.of(rib.groups().join(source, V4, false, wish()));
                ends = 0;
            }
        }

        void tells(int prefix, int length) {
            if (out.isPresent()) {
                List<Long> path = new ArrayList<>();
                for (int i = 0; i < length; i++) {
                    path.add(65000L + length);
                }
                heard.accept(
                        length == 0
                                ? Ribs.withdraw(text(prefix))
                                : Ribs.announce(
                                        source.address().toString(),
                                        Ribs.attributes(AsPath.sequence(path)),
                                        text(prefix)));
            }
        }

        void reads(int messages) {
            for (int i = 0; i < messages; i++) {
                out.flatMap(AdjRibOut::next).ifPresent(this::learn);
            }
            out.ifPresent(each -> assertEquals(
                    known.keySet().stream()
                            .map(key -> key.substring(0, key.indexOf('#')))
                            .distinct()
                            .count(),
                    each.size()));
        }

        private void learn(Message message) {
            if (message instanceof Update update) {
                ends += update.endOfRib().isPresent() ? 1 : 0;
                update.withdrawn()
                        .forEach((net, id) ->
                                assertTrue(known.remove(net + "#" + id) != null, () -> net + " was never told"));
                update.announced().forEach((net, id) -> known.put(net + "#" + id, update.attributes()));
            }
        }

        void finish() {
            if (out.isEmpty()) {
                return;
            }
            for (int i = 0; i < 1000 && !out.get().isSettled(); i++) {
                reads(1);
            }
            assertEquals(Optional.empty(), out.get().next());
            assertEquals(1, ends);
            assertEquals(0, out.get().waiting());
            Map<String, List<PathAttribute>> expected = new HashMap<>();
            for (int prefix = 0; prefix < PREFIXES; prefix++) {
                Net net = Net.of(Prefix.of(text(prefix)));
                for (Told.Item item : out.get().group().told(net).to(source).items()) {
                    List<PathAttribute> attributes = new ArrayList<>(item.path().attributes());
                    attributes.add(new NextHop(item.path().nextHop().toIPv4()));
                    expected.put(net + "#" + item.pathId(), attributes);
                }
            }
            assertEquals(expected, known);
        }
    }

    private static String text(int prefix) {
        return "10.0.0." + prefix + "/32";
    }

    private void own(Random random) {
        Map<Prefix, RouteAttributes> shared = routes(random);
        Map<AdjRibOut, Wish> wishes = new LinkedHashMap<>();
        for (Client each : clients) {
            each.own = random.nextInt(4) == 0 ? routes(random) : shared;
            each.out.ifPresent(out -> wishes.put(out, each.wish()));
        }
        rib.groups().tell(wishes);
        rib.originate(clients.stream().map(each -> each.own).toList());
    }

    private static Map<Prefix, RouteAttributes> routes(Random random) {
        Map<Prefix, RouteAttributes> routes = new HashMap<>();
        for (int prefix = 0; prefix < PREFIXES; prefix++) {
            if (random.nextInt(3) == 0) {
                routes.put(Prefix.of(text(prefix)), random.nextBoolean() ? MED : RouteAttributes.DEFAULT);
            }
        }
        return routes;
    }

    @Property(tries = 1000)
    void whoReadsAtLastKnowsExactlyWhatTheGroupTells(@ForAll long seed) {
        rib = new Rib(Reachability.EVERYWHERE);
        clients.clear();
        Random random = new Random(seed);
        for (int number = 1; number <= 4; number++) {
            clients.add(new Client(number));
            clients.getLast().comesOrGoes();
        }
        for (int i = 0; i < 60; i++) {
            Client client = clients.get(random.nextInt(clients.size()));
            switch (random.nextInt(12)) {
                case 0 -> client.comesOrGoes();
                case 1, 2 -> own(random);
                case 3 -> client.out.ifPresent(each -> each.resend(IpFamily.IPV4));
                case 4, 5, 6, 7 -> client.reads(random.nextInt(4));
                default -> client.tells(random.nextInt(PREFIXES), random.nextInt(4));
            }
        }
        clients.forEach(Client::finish);
    }
}
