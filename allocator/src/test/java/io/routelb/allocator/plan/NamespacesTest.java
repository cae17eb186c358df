package io.routelb.allocator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which group a namespace allocates from, and which it may not: behaviour A11. */
final class NamespacesTest {
    private static final String DEFAULT_POOL = "198.51.100.0/28 198.51.100.0/24";
    private static final String GOLD = "203.0.113.0/28 203.0.113.0/24";
    private static final String SILVER = "192.0.2.0/28 192.0.2.0/24";

    private final Cluster cluster = new Cluster().group("default", DEFAULT_POOL);

    private static TestGroup gold() {
        return TestGroup.named("gold").created(1).pools(GOLD).namespaces("web");
    }

    private static TestGroup silver() {
        return TestGroup.named("silver").created(2).pools(SILVER).namespaces("web");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            listed, names nothing            | web   |         | gold
            not listed, names nothing        | other |         | default
            not listed, names the group      | other | gold    | gold
            listed, names another            | web   | default | default
            """)
    void aListIsADefaultAndNoFence(String description, String namespace, String named, String group) {
        cluster.group(gold())
                .service(TestService.named("a").namespace(namespace).group(named == null ? "" : named))
                .settle();

        assertEquals(group, cluster.view("a").annotation("purelb.io/allocated-from"), description);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            one of two is the default        | gold        | false | gold   | Allocated
            the other one                    | silver      | true  | silver | Allocated
            none is, no fence                |             | false | default | Allocated
            both are, no fence               | gold silver | false | default | Allocated
            none is, fenced                  |             | true  |        | GroupAmbiguous
            both are, fenced                 | gold silver | true  |        | GroupAmbiguous
            """)
    void ofSeveralThatListANamespaceTheMarkedOneIsItsDefault(
            String description, String marked, boolean fenced, String group, String reason) {
        List<String> defaults = marked == null ? List.of() : List.of(marked.split(" ", -1));
        TestGroup gold = defaults.contains("gold") ? gold().byDefault() : gold();
        TestGroup silver = defaults.contains("silver") ? silver().byDefault() : silver();
        cluster.group(fenced ? gold.enforcing() : gold).group(silver).service(TestService.named("a"));
        List<String> events = cluster.events("a");
        cluster.settle();

        assertEquals(group == null ? "" : group, cluster.view("a").annotation("purelb.io/allocated-from"), description);
        assertEquals(reason, cluster.reason("a"));
        boolean ambiguous = defaults.size() != 1;
        assertEquals(ambiguous, events.contains("GroupAmbiguous"), "a warning");
        assertEquals(List.of(), cluster.events("a"), "told once");
    }

    @Test
    void anAmbiguityNamesTheCandidates() {
        cluster.group(gold().enforcing())
                .group(silver())
                .service(TestService.named("a"))
                .settle();

        assertTrue(cluster.message("a").contains("gold, silver"), cluster.message("a"));
        assertTrue(cluster.message("a").contains("namespaceDefault"), cluster.message("a"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            inside, names nothing            | web   |         |              | Allocated
            inside, names the group          | web   | gold    |              | Allocated
            inside, names another            | web   | default |              | NamespaceFenced
            inside, pins of another          | web   |         | 198.51.100.5 | NamespaceFenced
            inside, pins of the group        | web   |         | 203.0.113.5  | Allocated
            outside, names the group         | other | gold    |              | NamespaceNotServed
            outside, pins of the group       | other |         | 203.0.113.5  | NamespaceNotServed
            outside, names nothing           | other |         |              | Allocated
            """)
    void aFenceHoldsInBothDirectionsNamingAndPinning(
            String description, String namespace, String named, String pin, String reason) {
        cluster.group(gold().enforcing())
                .service(TestService.named("a")
                        .namespace(namespace)
                        .group(named == null ? "" : named)
                        .pin(pin == null ? "" : pin))
                .settle();

        assertEquals(reason, cluster.reason("a"), description);
        assertEquals(reason.equals("Allocated"), !cluster.addresses("a").isEmpty());
    }

    @Test
    void aFenceAllowsEveryGroupThatListsTheNamespace() {
        cluster.group(gold().enforcing())
                .group(silver())
                .service(TestService.named("a").group("silver"))
                .settle();

        assertEquals(List.of("192.0.2.0"), cluster.addresses("a"));
    }

    @Test
    void aFenceStandsWhileItsGroupIsNotInForce() {
        cluster.group(gold().pools("nonsense 203.0.113.0/24").enforcing())
                .service(TestService.named("a").group("default"))
                .service(TestService.named("b"))
                .settle();

        assertEquals("NamespaceFenced", cluster.reason("a"));
        assertTrue(cluster.message("a").contains("not in force"), cluster.message("a"));
        assertEquals("GroupNotAccepted", cluster.reason("b"));
    }

    @Test
    void aFencePutUpLaterTakesNothingAway() {
        cluster.group(gold().namespaces("other"))
                .service(TestService.named("a").preferDual())
                .settle();
        assertEquals(List.of("198.51.100.0"), cluster.addresses("a"));

        cluster.group(gold().enforcing())
                .group("default", DEFAULT_POOL, "2001:db8::/64 2001:db8::/64")
                .settle();
        assertEquals(List.of("198.51.100.0"), cluster.addresses("a"), "kept, and not completed from beyond the fence");
        assertEquals("NamespaceFenced", cluster.reason("a"));
    }

    @Test
    void aGroupElsewhereFencesNothingAndGivesNothing() {
        cluster.group(gold().namespace("elsewhere").enforcing())
                .service(TestService.named("a").group("gold"))
                .service(TestService.named("b"))
                .settle();

        assertEquals("GroupNotFound", cluster.reason("a"));
        assertEquals(List.of("198.51.100.0"), cluster.addresses("b"));
    }

    @Test
    void aSentenceNamesNoMoreGroupsThanPeopleRead() {
        for (int i = 0; i < 30; i++) {
            cluster.group(TestGroup.named("g" + i)
                    .created(i)
                    .namespaces("web")
                    .pools("10.0." + i + ".0/24 10.0." + i + ".0/24"));
        }
        cluster.group(gold().enforcing()).service(TestService.named("a")).settle();

        assertTrue(cluster.message("a").contains("and 23 more"), cluster.message("a"));
    }
}
