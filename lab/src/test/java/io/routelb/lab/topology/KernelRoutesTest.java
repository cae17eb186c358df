package io.routelb.lab.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** The answers are iproute2's own, from a router with FRR. */
class KernelRoutesTest {
    private static final String SEVERAL = """
            [{"dst":"192.0.2.0/24","dev":"br0","protocol":"kernel","scope":"link","prefsrc":"192.0.2.1","flags":[]},
             {"dst":"198.51.100.10","protocol":"bgp","metric":20,"flags":[],"nexthops":[
               {"gateway":"192.0.2.11","dev":"br0","weight":1,"flags":[]},
               {"gateway":"192.0.2.12","dev":"br0","weight":1,"flags":[]}]},
             {"dst":"198.51.100.0/24","gateway":"192.0.2.13","dev":"br0","protocol":"bgp","metric":20,"flags":[]}]
            """;

    @Test
    void givesEveryGatewayOfARouteWithSeveral() {
        assertEquals(
                Set.of("192.0.2.11", "192.0.2.12"), KernelRoutes.parse(SEVERAL).to("198.51.100.10"));
    }

    @Test
    void givesTheOneGatewayOfAPlainRoute() {
        assertEquals(Set.of("192.0.2.13"), KernelRoutes.parse(SEVERAL).to("198.51.100.0/24"));
    }

    @Test
    void takesAnAddressAndItsHostPrefixForTheSame() {
        assertEquals(
                Set.of("192.0.2.11", "192.0.2.12"), KernelRoutes.parse(SEVERAL).to("198.51.100.10/32"));
    }

    @Test
    void leavesTheKernelsOwnRoutesOut() {
        assertEquals(Set.of(), KernelRoutes.parse(SEVERAL).to("192.0.2.0/24"));
    }

    @Test
    void joinsAnIpv6RouteThatComesInSeveralObjects() {
        KernelRoutes routes = KernelRoutes.parse("""
                [{"dst":"2001:db8:51::10","gateway":"2001:db8:0:2::11","dev":"br0","protocol":"bgp","metric":20,"flags":[]},
                 {"dst":"2001:db8:51::10","gateway":"2001:db8:0:2::12","dev":"br0","protocol":"bgp","metric":20,"flags":[]}]
                """);
        assertEquals(Set.of("2001:db8:0:2::11", "2001:db8:0:2::12"), routes.to("2001:db8:51::10/128"));
    }

    @Test
    void takesNoAnswerForNoRoutes() {
        assertEquals(Set.of(), KernelRoutes.parse("").to("198.51.100.10"));
    }
}
