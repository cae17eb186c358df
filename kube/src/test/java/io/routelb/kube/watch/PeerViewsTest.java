package io.routelb.kube.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kubernetes.client.openapi.models.V1Secret;
import io.routelb.kube.api.KubeJson;
import io.routelb.kube.crd.BgpPeer;
import io.routelb.model.BgpPeerView;
import io.routelb.model.InvalidValueException;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.model.Prefix;
import io.routelb.model.SecretView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerViewsTest {
    private static final String META = "\"metadata\":{\"name\":\"b\",\"generation\":3}";

    private static BgpPeerView read(String json) throws InvalidValueException {
        BgpPeer peer = KubeJson.gson().fromJson(json.replace('\'', '"'), BgpPeer.class);
        return PeerViews.bgpPeer(peer, Objects.requireNonNull(peer.getMetadata()));
    }

    private static BgpPeerView spec(String fields) throws InvalidValueException {
        return read("{" + META + ",'spec':{'address':'192.0.2.1','asn':65000," + fields + "}}");
    }

    @Test
    void aPeerOfAFourOctetAsnIsRead() throws InvalidValueException {
        BgpPeerView view = read("{" + META + """
                ,'spec':{'address':'192.0.2.1','asn':4200000000,'timers':{'holdTime':'9s'},'families':['IPv4Unicast'],
                 'nodeSelector':{'matchLabels':{'r':'1'},'matchExpressions':[{'key':'k','operator':'Exists'}]}}}""");
        assertEquals("4200000000", view.asn());
        assertEquals(Duration.ofSeconds(9), view.holdTime());
        assertEquals(Duration.ofSeconds(3), view.keepaliveTime());
        assertEquals(Duration.ofSeconds(5), view.connectRetryTime());
        assertEquals(List.of(IpFamily.IPV4), view.families());
        assertEquals(1, view.ebgpMultihop());
        assertTrue(view.nodeSelector().matches(Map.of("r", "1", "k", "")));
    }

    @Test
    void aPeerMayNameAKindOfAsnInsteadOfANumber() throws InvalidValueException {
        assertEquals(
                "External", read("{" + META + ",'spec':{'asn':'External'}}").asn());
    }

    @Test
    void aPeerIsAtAnAddressOrOnAnInterfaceNeverBoth() throws InvalidValueException {
        assertEquals("192.0.2.1", spec("'port':179").address());
        assertEquals(
                "%eth1",
                read("{" + META + ",'spec':{'interface':'eth1','asn':'External'}}")
                        .address());
        assertThrows(InvalidValueException.class, () -> spec("'interface':'eth1'"));
    }

    @Test
    void aPeerMayBeWhateverTheDefaultGatewayIs() throws InvalidValueException {
        assertEquals(
                BgpPeerView.DEFAULT_GATEWAY,
                read("{" + META + ",'spec':{'autoDiscovery':'DefaultGateway','asn':'External'}}")
                        .address());
        assertThrows(InvalidValueException.class, () -> spec("'autoDiscovery':'DefaultGateway'"));
        assertThrows(
                InvalidValueException.class,
                () -> read("{" + META + ",'spec':{'autoDiscovery':'Anybody','asn':'External'}}"));
    }

    @Test
    void whatIsNotSaidIsTheContractsDefault() throws InvalidValueException {
        BgpPeerView view = spec("'port':179");
        assertEquals(PeerOptions.DEFAULT, view.options());
        assertEquals(Optional.empty(), view.restart());
        assertEquals(Optional.empty(), view.password());
    }

    @Test
    void everythingThatCanBeAskedForIsRead() throws InvalidValueException {
        BgpPeerView view = spec("""
                'passwordSecretRef':{'name':'bgp'},'ttlSecurity':{'hops':2},'role':'RouteServerClient','allowOwnASN':1,
                'routeReflectorClient':true,'extendedNextHop':true,'strictRole':true,'addPath':{'send':true},
                'bfd':{'enabled':true,'transmitInterval':'50ms','detectMultiplier':5,'multihop':true},
                'gracefulRestart':{'restartTime':'2m','notification':true,'longLivedStaleTime':'1h'},
                'import':{'prefixes':[{'cidr':'10.0.0.0/8','ge':16},{'cidr':'2001:db8::/32','le':48},{'cidr':'0.0.0.0/0'}],
                  'maxPrefixes':500,'warnPercent':90,'restartAfter':'0s'}""");
        assertEquals(Optional.of(new BgpPeerView.SecretRef("bgp", "password")), view.password());
        PeerOptions options = view.options();
        assertEquals(OptionalInt.of(2), options.ttlSecurityHops());
        assertEquals(Optional.of(PeerOptions.Role.ROUTE_SERVER_CLIENT), options.role());
        assertEquals(1, options.allowOwnAsn());
        assertTrue(options.extendedNextHop());
        assertTrue(options.routeReflectorClient());
        assertEquals(
                Optional.of(
                        new PeerOptions.Bfd(Duration.ofMillis(50), Duration.ofMillis(300), 5, true, Optional.empty())),
                options.bfd());
        assertEquals(
                Optional.of(new PeerOptions.Restart(true, Duration.ofMinutes(2), true, Duration.ofHours(1))),
                view.restart());
        assertEquals(
                List.of(
                        new PeerOptions.PrefixRule(Prefix.of("10.0.0.0/8"), 16, 32),
                        new PeerOptions.PrefixRule(Prefix.of("2001:db8::/32"), 32, 48),
                        new PeerOptions.PrefixRule(Prefix.of("0.0.0.0/0"), 0, 0)),
                options.imports().prefixes());
        assertEquals(500, options.imports().maxPrefixes());
        assertEquals(90, options.imports().warnPercent());
        assertEquals(Duration.ZERO, options.imports().restartAfter());
        assertTrue(options.strictRole());
        assertEquals(new PeerOptions.AddPath(true, false), options.addPath());
    }

    @Test
    void neighboursMayBeKnownByWhereTheyAre() throws InvalidValueException {
        BgpPeerView view = read("{" + META + ",'spec':{'prefix':'2001:db8::/64','maxNeighbours':3,'asn':'External'}}");
        assertEquals(Optional.of(new BgpPeerView.Range("2001:db8::/64", 3)), view.range());
        assertEquals("", view.address());
        assertEquals(
                Optional.of(new BgpPeerView.Range("192.0.2.0/24", 100)),
                read("{" + META + ",'spec':{'prefix':'192.0.2.0/24','asn':'External'}}")
                        .range());
        assertEquals(Optional.empty(), spec("'port':179").range());
    }

    @Test
    void whatIsSwitchedOffIsNotThere() throws InvalidValueException {
        BgpPeerView view = spec("'bfd':{'enabled':false},'gracefulRestart':{'enabled':false,'restartTime':'9s'}");
        assertEquals(Optional.empty(), view.options().bfd());
        assertEquals(Optional.of(PeerOptions.Restart.OFF), view.restart());
        assertEquals(Optional.empty(), spec("'port':179").restart(), "what the RoutingConfig says");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "no Secret named|'passwordSecretRef':{}|passwordSecretRef",
                "GTSM of 255 hops|'ttlSecurity':{'hops':255}|ttlSecurity.hops 255",
                "GTSM of no hop|'ttlSecurity':{'hops':0}|ttlSecurity.hops 0",
                "a role of no RFC|'role':'Boss'|role",
                "BFD faster than a kernel|'bfd':{'transmitInterval':'1ms'}|bfd.transmitInterval",
                "BFD multiplier 0|'bfd':{'detectMultiplier':0}|bfd.detectMultiplier",
                "own AS eleven times|'allowOwnASN':11|allowOwnASN",
                "restart time of 0|'gracefulRestart':{'restartTime':'0s'}|restartTime",
                "restart time of 4096 s|'gracefulRestart':{'restartTime':'4096s'}|restartTime",
                "stale for longer than 24 bits|'gracefulRestart':{'longLivedStaleTime':'999999h'}|longLivedStaleTime",
                "host bits|'import':{'prefixes':[{'cidr':'10.0.0.1/8'}]}|host bits",
                "ge below the prefix|'import':{'prefixes':[{'cidr':'10.0.0.0/8','ge':7}]}|ge and le",
                "le below ge|'import':{'prefixes':[{'cidr':'10.0.0.0/8','ge':24,'le':16}]}|ge and le",
                "le beyond the family|'import':{'prefixes':[{'cidr':'10.0.0.0/8','le':33}]}|ge and le",
                "no neighbour at all|'maxNeighbours':0|maxNeighbours 0",
                "a warning beyond all|'import':{'warnPercent':101}|import.warnPercent",
                "a pause of days|'import':{'restartAfter':'25h'}|import.restartAfter",
                "no prefix at all|'import':{'maxPrefixes':0}|import.maxPrefixes"
            })
    void whatCannotBeIsRefusedByItsName(String description, String fields, String named) {
        InvalidValueException e = assertThrows(InvalidValueException.class, () -> spec(fields), description);
        assertTrue(String.valueOf(e.getMessage()).contains(named), e.getMessage());
    }

    @Test
    void aSecretGivesItsValuesAndNeverPrintsThem() {
        V1Secret secret = KubeJson.gson()
                .fromJson("{\"metadata\":{\"name\":\"bgp\"},\"data\":{\"password\":\"aG9yc2U=\"}}", V1Secret.class);
        SecretView view = PeerViews.secret(secret, Objects.requireNonNull(secret.getMetadata()));
        assertEquals(Map.of("password", "horse"), view.values());
        assertFalse(view.toString().contains("horse"));
    }
}
