package io.routelb.allocator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.Annotations;
import io.routelb.model.Condition;
import io.routelb.model.IpFamily;
import io.routelb.model.ServiceGroupView.Kind;
import io.routelb.model.ServiceView.Ingress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who gets what: behaviours A1, A2, A5, A6, A12 and A13, one rule a test. */
final class AllocationRulesTest {
    private static final String V4 = "198.51.100.10-198.51.100.12 198.51.100.0/24";
    private static final String V6 = "2001:db8:1::10-2001:db8:1::12 2001:db8:1::/64";

    private final Cluster cluster = new Cluster();

    @Test
    void givesTheFirstFreeAddressOfDefaultWithTheMarksOfOurs() {
        cluster.group("default", V4).service(TestService.named("a")).settle();

        assertEquals(
                List.of(new Ingress("198.51.100.10", "", "VIP")),
                cluster.view("a").ingress());
        assertEquals(
                Map.of(
                        Annotations.ALLOCATED_BY, "PureLB",
                        Annotations.ALLOCATED_FROM, "default",
                        Annotations.POOL_TYPE, "remote"),
                cluster.view("a").annotations());
        assertEquals("Allocated", cluster.view("a").conditions().getFirst().reason());
    }

    @Test
    void servesOldestFirstWhateverTheNames() {
        cluster.group("default", V4)
                .service(TestService.named("a").created(2))
                .service(TestService.named("b").created(1))
                .settle();

        assertEquals(List.of("198.51.100.10"), cluster.addresses("b"));
        assertEquals(List.of("198.51.100.11"), cluster.addresses("a"));
    }

    @Test
    void fillsTheFirstGapAndTriesPoolsInOrder() {
        cluster.group("default", "198.51.100.1-198.51.100.2 198.51.100.0/24", "203.0.113.0/31 203.0.113.0/24");
        for (int i = 0; i < 3; i++) {
            cluster.service(TestService.named("s" + i).created(i));
        }
        cluster.settle();
        assertEquals(List.of("203.0.113.0"), cluster.addresses("s2"));

        cluster.delete("s0").service(TestService.named("late").created(9)).settle();
        assertEquals(List.of("198.51.100.1"), cluster.addresses("late"));
        assertEquals(List.of("203.0.113.0"), cluster.addresses("s2"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            nil class, default class on      |                     | true  | true
            nil class, default class off     |                     | false | false
            our class                        | routelb.io/routelb  | false | true
            PureLB's class                   | purelb.io/purelbv2  | false | true
            PureLB's old class               | purelb.io/purelb    | false | true
            a foreign class                  | example.com/other   | true  | false
            """)
    void judgesTheLoadBalancerClass(String description, String wanted, boolean defaultClass, boolean served) {
        cluster.with(new PlanSettings("routelb-system", defaultClass))
                .group("default", V4)
                .service(TestService.named("a").loadBalancerClass(wanted == null ? "" : wanted))
                .settle();

        assertEquals(served ? 1 : 0, cluster.addresses("a").size(), description);
    }

    @Test
    void aNilClassServiceInUseSurvivesTurningTheDefaultClassOff() {
        cluster.group("default", V4).service(TestService.named("a")).settle();
        cluster.with(new PlanSettings("routelb-system", false));

        assertInstanceOf(Decision.Keep.class, cluster.decision("a"));
    }

    @Test
    void leavesStrangersAlone() {
        cluster.group("default", V4)
                .service(TestService.named("foreign")
                        .loadBalancerClass("example.com/other")
                        .showing("203.0.113.9"))
                .service(TestService.named("headless").headless())
                .service(TestService.named("clusterip").type("ClusterIP"))
                .service(TestService.named("taken").showing("203.0.113.7"))
                .service(TestService.named("named").ingress(List.of(new Ingress("", "lb.example.com", ""))));

        cluster.plan().services().forEach((key, decision) -> assertInstanceOf(Decision.NotOurs.class, decision));
        assertEquals(0, cluster.apply());
    }

    @Test
    void anAddressAStrangerShowsIsNotGivenOut() {
        cluster.group("default", V4)
                .service(TestService.named("stranger").created(5).showing("198.51.100.10"))
                .service(TestService.named("a"))
                .settle();

        assertEquals(List.of("198.51.100.11"), cluster.addresses("a"));
        assertEquals(List.of("198.51.100.10"), cluster.addresses("stranger"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a free address                   | 198.51.100.12                | 198.51.100.12 | -
            spaces around it                 | ' 198.51.100.12 '            | 198.51.100.12 | -
            another Service's address        | 198.51.100.10                |               | AddressInUse
            outside every group              | 203.0.113.1                  |               | AddressNotInGroup
            wrong family                     | 2001:db8:1::10               |               | FamilyMismatch
            two of one family                | 198.51.100.11,198.51.100.12  |               | FamilyMismatch
            unparsable                       | 198.51.100.300               |               | AddressInvalid
            a trailing comma                 | 198.51.100.12,               |               | AddressInvalid
            a prefix                         | 198.51.100.12/32             |               | AddressInvalid
            """)
    void aPinGetsExactlyThatAddressOrNothing(String description, String pin, String address, String reason) {
        cluster.group("default", V4, V6).service(TestService.named("first")).settle();
        cluster.service(TestService.named("pinned").pin(pin).created(5)).settle();

        assertEquals(address == null ? List.of() : List.of(address), cluster.addresses("pinned"), description);
        if (cluster.decision("pinned") instanceof Decision.Pending pending) {
            assertEquals(reason, pending.verdict().reason().code());
            assertTrue(pending.verdict().reason().warning());
        }
        assertEquals(address == null ? 1 : 2, cluster.status("default").allocatedIPv4());
    }

    @Test
    void aPinBeatsTheGroupAndTheAnnotationBeatsLoadBalancerIP() {
        cluster.group("default", V4)
                .group("other", "203.0.113.0/24 203.0.113.0/24")
                .service(TestService.named("a").group("default").loadBalancerIP("203.0.113.5"))
                .service(TestService.named("b").pin("203.0.113.6").loadBalancerIP("203.0.113.7"))
                .settle();

        assertEquals(List.of("203.0.113.5"), cluster.addresses("a"));
        assertEquals("other", cluster.view("a").annotation(Annotations.ALLOCATED_FROM));
        assertEquals(List.of("203.0.113.6"), cluster.addresses("b"));
    }

    @Test
    void changingThePinMovesTheServiceAndAnImpossiblePinLeavesItWhereItIs() {
        cluster.group("default", V4).service(TestService.named("a")).settle();

        cluster.edit("a", service -> service.pin("198.51.100.12")).settle();
        assertEquals(List.of("198.51.100.12"), cluster.addresses("a"));

        cluster.edit("a", service -> service.pin("203.0.113.1")).settle();
        assertEquals(List.of("198.51.100.12"), cluster.addresses("a"));
        assertEquals(
                "AddressNotInGroup", cluster.view("a").conditions().getFirst().reason());
    }

    @Test
    void aDualStackPinMayComeFromTwoGroups() {
        cluster.group("four", V4)
                .group("six", V6)
                .service(TestService.named("a").requireDual().pin("2001:db8:1::11, 198.51.100.11"))
                .settle();

        assertEquals(List.of("198.51.100.11", "2001:db8:1::11"), cluster.addresses("a"));
        assertEquals("four,six", cluster.view("a").annotation(Annotations.ALLOCATED_FROM));
    }

    @Test
    void requireDualStackTakesBothOrNothing() {
        cluster.group("default", V4)
                .service(TestService.named("a").requireDual())
                .settle();
        assertEquals(List.of(), cluster.addresses("a"));
        assertEquals(
                "NoPoolForFamily", cluster.view("a").conditions().getFirst().reason());
        assertEquals(0, cluster.status("default").allocatedIPv4());

        cluster.group("default", V4, V6).settle();
        assertEquals(List.of("198.51.100.10", "2001:db8:1::10"), cluster.addresses("a"));
    }

    @Test
    void preferDualStackTakesWhatThereIsAndIsCompletedLater() {
        cluster.group("default", V4)
                .service(TestService.named("a").preferDual())
                .settle();
        assertEquals(List.of("198.51.100.10"), cluster.addresses("a"));

        cluster.group("default", V4, V6).settle();
        assertEquals(List.of("198.51.100.10", "2001:db8:1::10"), cluster.addresses("a"));
    }

    @Test
    void shrinkingToOneFamilyDropsTheOtherAndGrowingKeepsTheFirst() {
        cluster.group("default", V4, V6)
                .service(TestService.named("a").preferDual())
                .settle();

        cluster.edit("a", service -> service.single(IpFamily.IPV4)).settle();
        assertEquals(List.of("198.51.100.10"), cluster.addresses("a"));
        assertEquals(0, cluster.status("default").allocatedIPv6());

        cluster.edit("a", TestService::requireDual).settle();
        assertEquals(List.of("198.51.100.10", "2001:db8:1::10"), cluster.addresses("a"));
    }

    @Test
    void exhaustionIsToldAndTheOldestPendingGetsTheFreedAddressOnlyAfterItIsGone() {
        cluster.group("default", "198.51.100.10-198.51.100.10 198.51.100.0/24")
                .service(TestService.named("holder").created(3))
                .settle();
        cluster.service(TestService.named("young").created(2))
                .service(TestService.named("old").created(1))
                .settle();
        assertEquals(
                "PoolExhausted", cluster.view("old").conditions().getFirst().reason());

        cluster.edit("holder", service -> service.type("ClusterIP"));
        AllocationPlan releasing = cluster.plan();
        assertInstanceOf(
                Decision.Pending.class,
                releasing.services().get(cluster.view("old").key()));
        cluster.apply(releasing);
        assertEquals(List.of(), cluster.addresses("holder"));
        cluster.settle();
        assertEquals(List.of("198.51.100.10"), cluster.addresses("old"));
        assertEquals(List.of(), cluster.addresses("young"));
    }

    @Test
    void releasingLeavesNoTrace() {
        cluster.group("default", V4)
                .service(TestService.named("a").annotate("example.com/theirs", "x"))
                .settle();
        cluster.edit("a", service -> service.type("NodePort").annotate(Annotations.SKIP_IPV6_DAD, "true"))
                .settle();

        assertEquals(Map.of("example.com/theirs", "x"), cluster.view("a").annotations());
        assertEquals(List.of(), cluster.view("a").ingress());
        assertEquals(List.of(), cluster.view("a").conditions());
    }

    @Test
    void releasingAServiceAnotherClassTookLeavesItsNewAddress() {
        cluster.group("default", V4)
                .service(TestService.named("a")
                        .loadBalancerClass("example.com/other")
                        .holding("default", "198.51.100.10", "203.0.113.9"))
                .settle();

        assertEquals(List.of("203.0.113.9"), cluster.addresses("a"));
        assertEquals(Map.of(), cluster.view("a").annotations());
    }

    @Test
    void aServiceBeingDeletedLetsGo() {
        cluster.group("default", V4).service(TestService.named("a")).settle();
        cluster.edit("a", TestService::deleting).settle();

        assertEquals(List.of(), cluster.addresses("a"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a group that is not there        | nowhere  | GroupNotFound
            an external group that is empty  | ext      | GroupNotAccepted
            a refused group                  | broken   | GroupNotAccepted
            a group for other namespaces     | theirs   | NamespaceNotServed
            a group without the family       | six      | NoPoolForFamily
            """)
    void aGroupThatCannotServeLeavesTheServicePending(String description, String group, String reason) {
        cluster.group("default", V4)
                .group(TestService.at(2), "ext", Kind.EXTERNAL, Set.of())
                .group("broken", "198.51.100.300 198.51.100.0/24")
                .group(TestGroup.named("theirs").namespaces("other").enforcing().pools("203.0.113.0/24 203.0.113.0/24"))
                .group("six", V6)
                .service(TestService.named("a").group(group))
                .settle();

        assertEquals(List.of(), cluster.addresses("a"), description);
        assertEquals(reason, cluster.view("a").conditions().getFirst().reason());
        assertTrue(cluster.view("a").conditions().getFirst().message().contains(group));
    }

    @Test
    void groupsOutsideTheInstallNamespaceDoNotExist() {
        cluster.with(new PlanSettings("elsewhere", true)).group("default", V4);
        cluster.with(Cluster.SETTINGS).service(TestService.named("a")).settle();

        assertEquals("GroupNotFound", cluster.view("a").conditions().getFirst().reason());
        Condition accepted = cluster.plan()
                .groups()
                .values()
                .iterator()
                .next()
                .status()
                .conditions()
                .getFirst();
        assertEquals(List.of("Accepted", "OutOfScope"), List.of(accepted.type(), accepted.reason()));
        assertTrue(accepted.message().contains("routelb-system"), accepted.message());
    }
}
