package io.routelb.allocator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Services that share an address: behaviour A4, and the refusal of A10. */
final class SharingTest {
    private static final String V4 = "198.51.100.10-198.51.100.13 198.51.100.0/24";
    private static final String V6 = "2001:db8:1::10-2001:db8:1::12 2001:db8:1::/64";
    private static final String ONE = "198.51.100.10";
    private static final String NEXT = "198.51.100.11";

    private final Cluster cluster = new Cluster();

    private static TestService first() {
        return TestService.named("first").created(1).sharing("k").ports("80/TCP");
    }

    private static TestService second() {
        return TestService.named("second").created(2).sharing("k").ports("443/TCP");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            another port                     | k | 443/TCP        | 198.51.100.10 | Allocated
            the port, another protocol       | k | 80/UDP         | 198.51.100.10 | Allocated
            a space around the key           | ' k ' | 443/TCP    | 198.51.100.10 | Allocated
            the same port                    | k | 80/TCP         |               | SharedPortInUse
            one port of two                  | k | 8080/TCP 80/TCP |              | SharedPortInUse
            another key                      | j | 443/TCP        | 198.51.100.11 | Allocated
            no key                           |   | 443/TCP        | 198.51.100.11 | Allocated
            """)
    void aNewcomerJoinsOnlyUnderTheKeyWithOtherPorts(
            String description, String sharingKey, String ports, String address, String reason) {
        cluster.group("default", V4)
                .service(first())
                .service(second().sharing(sharingKey == null ? "" : sharingKey).ports(ports.split(" ", -1)))
                .settle();

        assertEquals(List.of(ONE), cluster.addresses("first"));
        assertEquals(address == null ? List.of() : List.of(address), cluster.addresses("second"), description);
        assertEquals(reason, cluster.reason("second"));
        if (address == null) {
            assertTrue(cluster.message("second").contains("web/first"), cluster.message("second"));
            assertTrue(cluster.message("second").contains("80/TCP"), cluster.message("second"));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            both Cluster                     | -  | -  | web   | Allocated
            both Cluster, two namespaces     | -  | -  | other | Allocated
            both Local, one selector         | a  | a  | web   | Allocated
            both Local, two selectors        | a  | b  | web   | SharingMismatch
            both Local, two namespaces       | a  | a  | other | SharingMismatch
            both Local, no selector          | '' | '' | web   | SharingMismatch
            Local joins Cluster              | -  | a  | web   | SharingMismatch
            Cluster joins Local              | a  | -  | web   | SharingMismatch
            """)
    void sharersAgreeWherePacketsMayGo(String description, String one, String other, String namespace, String reason) {
        TestService first = first();
        TestService second = second().namespace(namespace);
        cluster.group("default", V4)
                .service(one.equals("-") ? first : first.trafficLocal(one))
                .service(other.equals("-") ? second : second.trafficLocal(other))
                .settle();

        assertEquals(reason, cluster.reason("second"), description);
        assertEquals(reason.equals("Allocated") ? List.of(ONE) : List.of(), cluster.addresses("second"));
        assertEquals(1, cluster.status("default").allocatedIPv4());
    }

    @Test
    void dualStackSharersShareBoth() {
        cluster.group("default", V4, V6)
                .service(first().requireDual())
                .service(second().preferDual())
                .settle();

        assertEquals(List.of(ONE, "2001:db8:1::10"), cluster.addresses("second"));
        assertEquals(1, cluster.status("default").allocatedIPv6());
        assertEquals(3, cluster.status("default").availableIPv4().orElseThrow());
    }

    @Test
    void theKeyCountsWithinAGroup() {
        cluster.group("default", V4)
                .group("other", "203.0.113.0/28 203.0.113.0/24")
                .service(first())
                .service(second().group("other"))
                .settle();

        assertEquals(List.of("203.0.113.0"), cluster.addresses("second"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            under the key                    | k | 443/TCP | Allocated
            under the key, the same port     | k | 80/TCP  | SharedPortInUse
            without a key                    |   | 443/TCP | AddressInUse
            """)
    void aPinOnASharedAddressObeysTheSameRules(String description, String sharingKey, String port, String reason) {
        cluster.group("default", V4)
                .service(first())
                .service(second().sharing(sharingKey == null ? "" : sharingKey)
                        .ports(port)
                        .pin(ONE))
                .settle();

        assertEquals(reason, cluster.reason("second"), description);
        assertEquals(reason.equals("Allocated") ? List.of(ONE) : List.of(), cluster.addresses("second"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            the later takes the first's port | 80/TCP  | k | -  |               | SharedPortInUse
            the later takes another key      | 443/TCP | j | -  | 198.51.100.11 | Allocated
            the later gives up its key       | 443/TCP |   | -  | 198.51.100.11 | Allocated
            the later turns to Local         | 443/TCP | k | a  |               | SharingMismatch
            """)
    void anEditThatNoLongerFitsCostsTheLaterOneAndNeverTheFirst(
            String description, String port, String sharingKey, String local, String address, String reason) {
        cluster.group("default", V4).service(first()).service(second()).settle();
        cluster.edit("second", service -> {
            TestService edited = service.ports(port).sharing(sharingKey == null ? "" : sharingKey);
            return local.equals("-") ? edited : edited.trafficLocal(local);
        });
        assertInstanceOf(Decision.Keep.class, cluster.decision("first"));
        assertEquals(List.of(reason), cluster.events("second"));
        cluster.settle();

        assertEquals(List.of(ONE), cluster.addresses("first"));
        assertEquals(address == null ? List.of() : List.of(address), cluster.addresses("second"), description);
        assertEquals(reason, cluster.reason("second"));
    }

    @Test
    void theFirstHolderIsNotTouchedByItsOwnEdit() {
        cluster.group("default", V4).service(first()).service(second()).settle();
        cluster.edit("first", service -> service.ports("443/TCP")).settle();
        assertEquals(List.of(ONE), cluster.addresses("first"));
        assertEquals(List.of(), cluster.addresses("second"));

        cluster.edit("first", service -> service.sharing("")).settle();
        assertEquals(List.of(ONE), cluster.addresses("first"));
        assertEquals(List.of(NEXT), cluster.addresses("second"));
    }

    @Test
    void whoWaitedForAPortGetsTheAddressWhenThePortIsFree() {
        cluster.group("default", V4)
                .service(first())
                .service(second().ports("80/TCP"))
                .settle();
        cluster.edit("first", service -> service.ports("81/TCP")).settle();

        assertEquals(List.of(ONE), cluster.addresses("second"));
    }

    @Test
    void nobodyJoinsWhileOneThatLostTheAddressStillShowsIt() {
        cluster.group("default", V4).service(first()).service(second()).settle();
        cluster.edit("second", service -> service.ports("80/TCP"))
                .service(TestService.named("third").created(3).sharing("k").ports("443/TCP"));
        assertInstanceOf(Decision.Pending.class, cluster.decision("third"));
        cluster.settle();

        assertEquals(List.of(ONE), cluster.addresses("third"));
        assertEquals(List.of(), cluster.addresses("second"));
    }

    @Test
    void twoWithAddressesOfTheirOwnKeepThemWhenTheyGetTheSameKey() {
        cluster.group("default", V4)
                .service(first().sharing(""))
                .service(second().sharing(""))
                .settle();
        cluster.edit("first", service -> service.sharing("k"))
                .edit("second", service -> service.sharing("k"))
                .settle();

        assertEquals(List.of(NEXT), cluster.addresses("second"));
        cluster.service(TestService.named("third").created(3).sharing("k").ports("80/TCP"))
                .settle();
        assertEquals(List.of(NEXT), cluster.addresses("third"), "the first of the two that has the port free");
    }

    @Test
    void anAddressOutsideThePoolsBringsNobodyTogether() {
        cluster.group("default", V4).service(first()).settle();
        cluster.group("default", "198.51.100.11-198.51.100.13 198.51.100.0/24")
                .service(second())
                .settle();

        assertEquals(List.of(ONE), cluster.addresses("first"));
        assertEquals(List.of(NEXT), cluster.addresses("second"));
    }

    @Test
    void multiPoolAndAKeyExcludeEachOther() {
        cluster.group(TestGroup.named("default")
                        .pools(V4, "203.0.113.0/28 203.0.113.0/24")
                        .multiPool(true))
                .service(first())
                .settle();
        assertEquals("SharingWithMultiPool", cluster.reason("first"));
        assertEquals(List.of(), cluster.addresses("first"));

        cluster.edit("first", service -> service.sharing("")).settle();
        assertEquals(List.of(ONE, "203.0.113.0"), cluster.addresses("first"));
        cluster.edit("first", service -> service.sharing("k")).settle();
        assertEquals(List.of(ONE, "203.0.113.0"), cluster.addresses("first"), "what it has it keeps");
        assertEquals("SharingWithMultiPool", cluster.reason("first"));
    }
}
