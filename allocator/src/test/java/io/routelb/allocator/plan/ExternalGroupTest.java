package io.routelb.allocator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.Annotations;
import io.routelb.model.IpFamily;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceGroupStatus;
import io.routelb.model.ServiceGroupView.Kind;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Groups whose addresses an IPAM gives. */
final class ExternalGroupTest {
    private static final ObjectKey A = new ObjectKey("web", "a");

    private final Cluster cluster = new Cluster()
            .group(TestGroup.named("ext").external(Kind.REMOTE))
            .group("default", "198.51.100.0/28 198.51.100.0/24");

    private Decision.AskIpam asking() {
        return assertInstanceOf(Decision.AskIpam.class, cluster.decision("a"));
    }

    private void given(String... addresses) {
        List<IPAddress> all = Stream.of(addresses).map(Addresses::of).toList();
        answer(new IpamAnswer.Given(asking().query(), all));
    }

    private void answer(IpamAnswer answer) {
        cluster.state = cluster.state.withIpam(Map.of(A, answer), Map.of());
    }

    private static IpamQuery wanting(IpFamily... families) {
        return new IpamQuery("ext", new IpamQuery.Families(Set.of(families)), "");
    }

    @ParameterizedTest
    @EnumSource(names = {"LOCAL", "REMOTE"})
    void asksWaitsAndTakesWhatIsGiven(Kind announce) {
        cluster.group(TestGroup.named("ext").external(announce))
                .service(TestService.named("a").group("ext"))
                .settle();
        assertEquals("WaitingForIpam", cluster.reason("a"));
        assertEquals(wanting(IpFamily.IPV4), asking().query());

        given("203.0.113.7");
        cluster.settle();
        assertEquals(List.of("203.0.113.7"), cluster.addresses("a"));
        assertEquals("ext", cluster.view("a").annotation(Annotations.ALLOCATED_FROM));
        assertEquals(
                announce == Kind.LOCAL ? "local" : "remote", cluster.view("a").annotation(Annotations.POOL_TYPE));
        assertEquals("Allocated", cluster.reason("a"));
    }

    @Test
    void whatItHoldsItKeepsWithoutAskingAgainAfterARestart() {
        cluster.service(TestService.named("a").holding("ext", "203.0.113.7")).settle();
        assertInstanceOf(Decision.Keep.class, cluster.decision("a"));
        assertEquals("Allocated", cluster.reason("a"));
        assertEquals(1, cluster.status("ext").allocatedIPv4());
        assertEquals("netbox", cluster.status("ext").ipam());
        assertEquals("Remote", cluster.status("ext").announce());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            an address of a pool             | 198.51.100.9 | is in a pool of ServiceGroup default
            another Service's                | 203.0.113.1  | is held by Service web/holder
            of a family not asked for        | 2001:db8::1  | was not asked for
            none                             |              | it gave none
            """)
    void whatItCannotHaveGoesBack(String description, String address, String why) {
        cluster.service(TestService.named("holder").holding("ext", "203.0.113.1"))
                .service(TestService.named("a").group("ext"));
        if (address == null) {
            given();
        } else {
            given(address);
        }
        Decision.AskIpam again = asking();
        assertEquals("IpamAddressUnusable", again.verdict().reason().code(), description);
        assertTrue(again.verdict().message().endsWith(why), again.verdict().message());
        cluster.settle();
        assertEquals(List.of(), cluster.addresses("a"));
    }

    @Test
    void aRefusalIsToldInItsOwnWordsAndAskedAgain() {
        cluster.service(TestService.named("a").group("ext")).settle();
        answer(new IpamAnswer.Refused(asking().query(), "prefix 203.0.113.0/24 is full"));

        assertEquals("IpamRefused", asking().verdict().reason().code());
        assertTrue(asking().verdict().message().contains("prefix 203.0.113.0/24 is full"));
        assertEquals(List.of("IpamRefused"), cluster.events("a"));
        cluster.settle();
        assertEquals(List.of(), cluster.events("a"));
    }

    @Test
    void anAnswerToAnotherQuestionCountsAsNone() {
        cluster.service(TestService.named("a").group("ext"));
        given("203.0.113.7");
        cluster.edit("a", service -> service.sharing("k"));

        assertEquals("WaitingForIpam", asking().verdict().reason().code());
        assertEquals("k", asking().query().sharingKey());
    }

    @Test
    void aServiceThatMovesThereKeepsWhatItHasUntilTheAnswerComes() {
        cluster.service(TestService.named("a")).settle().edit("a", service -> service.group("ext"));
        assertInstanceOf(Decision.Keep.class, asking().meanwhile());
        assertEquals("Allocated", asking().verdict().reason().code());

        given("203.0.113.7");
        cluster.apply();
        assertEquals(List.of("203.0.113.7", "198.51.100.0"), cluster.addresses("a"));
        cluster.settle();
        assertEquals(List.of("203.0.113.7"), cluster.addresses("a"));
    }

    @Test
    void aServiceThatMovesAwayNamesTheIpamAsLongAsItShowsItsAddress() {
        cluster.service(TestService.named("a").holding("ext", "203.0.113.7").group("default"))
                .apply();
        assertEquals(List.of("198.51.100.0", "203.0.113.7"), cluster.addresses("a"));
        assertEquals("default,ext", cluster.view("a").annotation(Annotations.ALLOCATED_FROM));
        assertEquals(1, cluster.status("ext").allocatedIPv4());

        cluster.settle();
        assertEquals("default", cluster.view("a").annotation(Annotations.ALLOCATED_FROM));
    }

    @Test
    void preferDualStackTakesOneAndGoesOnAskingForTheOther() {
        cluster.service(TestService.named("a").group("ext").preferDual());
        assertEquals(wanting(IpFamily.IPV4, IpFamily.IPV6), asking().query());
        given("203.0.113.7");
        cluster.settle();
        assertEquals(List.of("203.0.113.7"), cluster.addresses("a"));
        assertEquals(wanting(IpFamily.IPV6), asking().query());

        given("2001:db8::7");
        cluster.settle();
        assertEquals(List.of("203.0.113.7", "2001:db8::7"), cluster.addresses("a"));
    }

    @Test
    void requireDualStackGivesOneAloneBack() {
        cluster.service(TestService.named("a").group("ext").requireDual());
        given("203.0.113.7");

        assertEquals("IpamRefused", asking().verdict().reason().code());
        cluster.settle();
        assertEquals(List.of(), cluster.addresses("a"));
    }

    @Test
    void aPinOutsideThePoolsIsAskedOfTheIpamOfTheServicesGroup() {
        cluster.service(TestService.named("a").group("ext").pin("203.0.113.9"));
        assertEquals(
                new IpamQuery("ext", new IpamQuery.Explicit(List.of(Addresses.of("203.0.113.9"))), ""),
                asking().query());
        given("203.0.113.9");
        cluster.settle();
        assertEquals(List.of("203.0.113.9"), cluster.addresses("a"));

        cluster.service(TestService.named("b").pin("203.0.113.10")).settle();
        assertEquals("AddressNotInGroup", cluster.reason("b"), "its group has no IPAM");
    }

    @Test
    void sharersUnderOneKeyMayGetTheSameAddress() {
        cluster.service(TestService.named("b").sharing("k").ports("81/TCP").holding("ext", "203.0.113.7"))
                .service(TestService.named("a").created(1).group("ext").sharing("k"));
        given("203.0.113.7");
        cluster.settle();

        assertEquals(List.of("203.0.113.7"), cluster.addresses("a"));
        assertEquals(1, cluster.status("ext").allocatedIPv4());
    }

    @Test
    void itsNumbersComeFromTheIpam() {
        IpamStats stats = new IpamStats(5, 6, OptionalLong.of(5), OptionalLong.empty(), List.of("203.0.113.0/29"));
        cluster.state = cluster.state.withIpam(Map.of(), Map.of("ext", stats, "default", stats));

        ServiceGroupStatus status = cluster.status("ext");
        assertEquals(List.of(5L, 6L), List.of(status.allocatedIPv4(), status.allocatedIPv6()));
        assertEquals(OptionalLong.of(0), status.availableIPv4());
        assertEquals(OptionalLong.empty(), status.availableIPv6());
        assertEquals(List.of("203.0.113.0/29"), status.addresses());
        assertEquals("no IPv4 address is free", status.conditions().getLast().message());
        assertEquals(0, cluster.status("default").allocatedIPv4());
    }

    @Test
    void aServiceThatGoesToAnotherClassLeavesNothingBehind() {
        cluster.service(TestService.named("a")
                        .loadBalancerClass("example.com/other")
                        .holding("ext", "203.0.113.7"))
                .settle();

        assertEquals(List.of(), cluster.addresses("a"));
        assertEquals(Map.of(), cluster.view("a").annotations());
    }

    @Test
    void aGroupThatIsGoneLeavesItsAddressWithAWarning() {
        cluster.service(TestService.named("a").holding("ext", "203.0.113.7"))
                .withoutGroup("ext")
                .settle();

        assertEquals(List.of("203.0.113.7"), cluster.addresses("a"));
        assertEquals("AddressOutsidePools", cluster.reason("a"));
    }
}
