package io.routelb.allocator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.routelb.model.Annotations;
import io.routelb.model.IpFamily;
import io.routelb.model.ServiceView.Ingress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Local groups obey the rules of remote ones: behaviours A1, A6, A7, A8, A12 and A13 once more. */
final class LocalGroupTest {
    private static final String V4 = "192.0.2.240-192.0.2.243 192.0.2.0/24";
    private static final String V6 = "2001:db8:2::f0-2001:db8:2::f3 2001:db8:2::/64";

    private final Cluster cluster = new Cluster().group(local());

    private static TestGroup local() {
        return TestGroup.named("default").local().pools(V4, V6);
    }

    @Test
    void givesItsFirstFreeAddressMarkedLocal() {
        cluster.service(TestService.named("a")).settle();

        assertEquals(
                List.of(new Ingress("192.0.2.240", "", "VIP")),
                cluster.view("a").ingress());
        assertEquals(
                Map.of(
                        Annotations.ALLOCATED_BY, "PureLB",
                        Annotations.ALLOCATED_FROM, "default",
                        Annotations.POOL_TYPE, "local"),
                cluster.view("a").annotations());
        assertEquals("Local", cluster.status("default").announce());
        assertEquals(3, cluster.status("default").availableIPv4().orElseThrow());
    }

    @Test
    void skippingDuplicateAddressDetectionIsSaidAsLongAsTheGroupSaysSo() {
        cluster.group(local().skipIpv6Dad(true)).service(TestService.named("a")).settle();
        assertEquals("true", cluster.view("a").annotation(Annotations.SKIP_IPV6_DAD));

        cluster.group(local()).settle();
        assertFalse(cluster.view("a").annotations().containsKey(Annotations.SKIP_IPV6_DAD));

        cluster.group(local().skipIpv6Dad(true)).settle();
        cluster.edit("a", service -> service.type("ClusterIP")).settle();
        assertEquals(Map.of(), cluster.view("a").annotations());
    }

    @Test
    void theTypeFollowsTheGroup() {
        cluster.group("routed", "198.51.100.0/28 198.51.100.0/24")
                .service(TestService.named("a"))
                .settle()
                .edit("a", service -> service.group("routed"))
                .settle();
        assertEquals("remote", cluster.view("a").annotation(Annotations.POOL_TYPE));

        cluster.edit("a", service -> service.group("default")).settle();
        assertEquals("local", cluster.view("a").annotation(Annotations.POOL_TYPE));
        cluster.withoutGroup("default").settle();
        assertEquals("local", cluster.view("a").annotation(Annotations.POOL_TYPE), "as it was given");
    }

    @Test
    void addressesOfBothKindsAreNotPinnedTogether() {
        cluster.group("routed", "198.51.100.0/28 198.51.100.0/24")
                .service(TestService.named("a").requireDual().pin("198.51.100.1,2001:db8:2::f1"))
                .settle();

        assertEquals("PoolTypeMismatch", cluster.reason("a"));
        assertEquals(List.of(), cluster.addresses("a"));
    }

    @Test
    void familiesComeAndGoAndPoolsShrinkAsElsewhere() {
        cluster.service(TestService.named("a").requireDual()).settle();
        assertEquals(List.of("192.0.2.240", "2001:db8:2::f0"), cluster.addresses("a"));
        cluster.edit("a", service -> service.single(IpFamily.IPV6)).settle();
        assertEquals(List.of("2001:db8:2::f0"), cluster.addresses("a"));
        cluster.edit("a", TestService::preferDual).settle();
        assertEquals(List.of("192.0.2.240", "2001:db8:2::f0"), cluster.addresses("a"));

        cluster.group(local().pools("192.0.2.241-192.0.2.243 192.0.2.0/24", V6)).settle();
        assertEquals(List.of("192.0.2.240", "2001:db8:2::f0"), cluster.addresses("a"));
        assertEquals("AddressOutsidePools", cluster.reason("a"));
        cluster.service(TestService.named("b").created(1)).settle();
        assertEquals(List.of("192.0.2.241"), cluster.addresses("b"));

        cluster.edit("a", service -> service.type("ClusterIP")).settle();
        assertEquals(List.of(), cluster.view("a").ingress());
        assertEquals(Map.of(), cluster.view("a").annotations());
        assertEquals(List.of(), cluster.view("a").conditions());
    }

    @Test
    void strangersAreLeftAlone() {
        cluster.service(TestService.named("a")
                        .loadBalancerClass("example.com/other")
                        .showing("192.0.2.240"))
                .service(TestService.named("b").created(1))
                .settle();

        assertEquals(Map.of(), cluster.view("a").annotations());
        assertEquals(List.of("192.0.2.241"), cluster.addresses("b"));
    }
}
