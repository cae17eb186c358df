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
    record Row(String option, UnaryOperator<PeerOptions> change, boolean resets, boolean judgesLike) {
        @Override
        public String toString() {
            return option + (resets ? " costs a new session" : " costs no session");
        }
    }

    static List<Row> rows() {
        return List.of(
                new Row("password", each -> each.withPassword(new SessionPassword("horse")), false, true),
                new Row("bfd", each -> each.withBfd(bfd()), false, true),
                new Row("allowOwnASN", each -> each.withAllowOwnAsn(1), false, false),
                new Row("import", each -> each.withImports(imports()), false, false),
                new Row("ttlSecurity", each -> each.withTtlSecurityHops(1), true, true),
                new Row("gracefulRestart", each -> each.withRestart(PeerOptions.Restart.OFF), true, true),
                new Row("role", each -> each.withRole(PeerOptions.Role.CUSTOMER), true, true),
                new Row("strictRole", each -> each.withStrictRole(true), true, true),
                new Row("addPath", each -> each.withAddPath(new PeerOptions.AddPath(true, false)), true, true),
                new Row("routeReflectorClient", each -> each.withRouteReflectorClient(true), true, true));
    }

    private static PeerOptions.Bfd bfd() {
        return new PeerOptions.Bfd(Duration.ofMillis(300), Duration.ofMillis(300), 3, false, Optional.empty());
    }

    private static PeerOptions.Import imports() {
        return new PeerOptions.Import(
                List.of(new PeerOptions.PrefixRule(Prefix.of("10.0.0.0/8"), 8, 32)), 100, 75, Duration.ZERO);
    }

    private static PeerIdentity identity(PeerOptions options) {
        return new PeerIdentity(
                new RoutingIntent.Peer(
                        "r1",
                        Addresses.of("192.0.2.1"),
                        new RoutingIntent.PeerAsn.External(),
                        new Asn(64512),
                        179,
                        Optional.empty(),
                        new RoutingIntent.Timers(Duration.ofSeconds(90), Duration.ofSeconds(30), Duration.ofSeconds(5)),
                        OptionalInt.of(1),
                        Set.of(IpFamily.values()),
                        false,
                        options,
                        Map.of()),
                Addresses.of("10.0.0.11").toIPv4());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aChangeCostsWhatTheGuideSays(Row row) {
        PeerIdentity before = identity(PeerOptions.DEFAULT);
        PeerIdentity after = identity(row.change().apply(PeerOptions.DEFAULT));
        assertEquals(row.resets() ? Optional.of(Notification.RESET) : Optional.empty(), before.changedTo(after));
        assertEquals(row.judgesLike(), before.judgesLike(after));
    }
}
