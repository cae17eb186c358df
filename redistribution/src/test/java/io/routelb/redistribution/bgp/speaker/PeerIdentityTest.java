package io.routelb.redistribution.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.model.Prefix;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SessionPassword;
import io.routelb.redistribution.bgp.message.Notification;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a change of the configuration costs; the table of docs/guide/routing.md says the same. */
class PeerIdentityTest {
    enum Cost {
        NOTHING,
        /** The next session is begun so. */
        WHEN_DOWN,
        NEW_SESSION
    }

    record Row(String option, UnaryOperator<RoutingIntent.Peer> change, Cost cost, boolean judgesLike) {
        static Row of(String option, UnaryOperator<PeerOptions> change, Cost cost, boolean judgesLike) {
            return new Row(option, peer -> peer.withOptions(change.apply(peer.options())), cost, judgesLike);
        }

        @Override
        public String toString() {
            return option + " costs " + cost;
        }
    }

    static List<Row> rows() {
        return List.of(
                Row.of("password", each -> each.withPassword(new SessionPassword("horse")), Cost.NOTHING, true),
                Row.of("bfd", each -> each.withBfd(bfd()), Cost.NOTHING, true),
                Row.of("allowOwnASN", each -> each.withAllowOwnAsn(1), Cost.NOTHING, false),
                Row.of("import", each -> each.withImports(imports()), Cost.NOTHING, false),
                new Row("name", each -> peer("renamed", 179), Cost.NOTHING, true),
                new Row("keepaliveTime", each -> Lab.timed(each, timers(90, 10, 5)), Cost.NOTHING, true),
                new Row("connectRetryTime", each -> Lab.timed(each, timers(90, 30, 1)), Cost.WHEN_DOWN, true),
                new Row("port", each -> peer("r1", 1179), Cost.WHEN_DOWN, true),
                new Row("passive", Lab::passive, Cost.WHEN_DOWN, true),
                new Row("holdTime", each -> Lab.timed(each, timers(60, 30, 5)), Cost.NEW_SESSION, true),
                Row.of("ttlSecurity", each -> each.withTtlSecurityHops(1), Cost.NEW_SESSION, true),
                Row.of("gracefulRestart", each -> each.withRestart(PeerOptions.Restart.OFF), Cost.NEW_SESSION, true),
                Row.of("role", each -> each.withRole(PeerOptions.Role.CUSTOMER), Cost.NEW_SESSION, true),
                Row.of("strictRole", each -> each.withStrictRole(true), Cost.NEW_SESSION, true),
                Row.of(
                        "addPath",
                        each -> each.withAddPath(new PeerOptions.AddPath(true, false)),
                        Cost.NEW_SESSION,
                        true),
                Row.of("routeReflectorClient", each -> each.withRouteReflectorClient(true), Cost.NEW_SESSION, true));
    }

    private static RoutingIntent.Timers timers(int hold, int keepalive, int retry) {
        return new RoutingIntent.Timers(
                Duration.ofSeconds(hold), Duration.ofSeconds(keepalive), Duration.ofSeconds(retry));
    }

    private static PeerOptions.Bfd bfd() {
        return new PeerOptions.Bfd(Duration.ofMillis(300), Duration.ofMillis(300), 3, false, Optional.empty());
    }

    private static PeerOptions.Import imports() {
        return new PeerOptions.Import(
                List.of(new PeerOptions.PrefixRule(Prefix.of("10.0.0.0/8"), 8, 32)), 100, 75, Duration.ZERO);
    }

    private static RoutingIntent.Peer peer(String name, int port) {
        return new RoutingIntent.Peer(
                name,
                Addresses.of("192.0.2.1"),
                new RoutingIntent.PeerAsn.External(),
                new Asn(64512),
                port,
                Optional.empty(),
                timers(90, 30, 5),
                OptionalInt.of(1),
                Set.of(IpFamily.values()),
                false,
                PeerOptions.DEFAULT,
                Map.of());
    }

    private static PeerIdentity identity(RoutingIntent.Peer peer) {
        return new PeerIdentity(peer, Addresses.of("10.0.0.11").toIPv4());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aChangeCostsWhatTheGuideSays(Row row) {
        RoutingIntent.Peer peer = peer("r1", 179);
        PeerIdentity before = identity(peer);
        PeerIdentity after = identity(row.change().apply(peer));
        assertEquals(
                row.cost() == Cost.NEW_SESSION, before.changedTo(after, true).equals(Optional.of(Notification.RESET)));
        assertEquals(
                row.cost() != Cost.NEW_SESSION, before.changedTo(after, true).isEmpty());
        assertEquals(row.cost() == Cost.NOTHING, before.changedTo(after, false).isEmpty());
        assertEquals(row.judgesLike(), before.judgesLike(after));
    }
}
