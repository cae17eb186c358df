package io.routelb.redistribution.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import io.routelb.redistribution.bgp.speaker.SessionLink.Held;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NextHopsTest {
    private static final Set<IpFamily> BOTH = Set.of(IpFamily.IPV4, IpFamily.IPV6);
    private static final Set<Prefix> ROUTES = Set.of(Prefix.of("198.51.100.10/32"), Prefix.of("2001:db8:100::10/128"));

    private static IPAddress address(String text) {
        String[] parts = text.split("%", 2);
        IPAddress bare = Addresses.of(parts[0]);
        return parts.length == 1 ? bare : Addresses.onLink(bare, parts[1]);
    }

    private static SessionLink link(String held, boolean shared) {
        List<Held> addresses = Arrays.stream(held.split(" "))
                .map(each -> each.split("/", 2))
                .map(each -> new Held(Addresses.of(each[0]), Integer.parseInt(each[1])))
                .toList();
        return new SessionLink("eth1", addresses, shared);
    }

    private static String shown(NextHops hops, IpFamily family) {
        return Optional.ofNullable(hops.found().get(family))
                .map(IPAddress::toString)
                .orElse("");
    }

    @Test
    void whatIsGivenStandsForItsFamilyAndLeavesNoProblem() {
        NextHops found = NextHops.of(link("192.0.2.11/24", true), address("192.0.2.11"), BOTH, false, ROUTES);
        assertEquals(false, found.problem().isEmpty());
        NextHops given = found.preferring(Map.of(IpFamily.IPV6, Addresses.of("2001:db8:1::99")));
        assertEquals("192.0.2.11", shown(given, IpFamily.IPV4));
        assertEquals("2001:db8:1::99", shown(given, IpFamily.IPV6));
        assertEquals("", given.problem());
        assertEquals(found, found.preferring(Map.of()));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(nullValues = "-", textBlock = """
        both families of the link,           192.0.2.11,   192.0.2.11/24 2001:db8:1::11/64,            false, false, 192.0.2.11,     2001:db8:1::11
        the global one alone on the link,  2001:db8:1::11, 2001:db8:1::11/64 fe80::b/64,              true,  false, '',             2001:db8:1::11
        over IPv4 on the link,               192.0.2.11,   192.0.2.11/24 2001:db8:1::11/64 fe80::b/64, true,  false, 192.0.2.11,     2001:db8:1::11
        RFC 8950 over a global address,      2001:db8:1::11, 2001:db8:1::11/64 fe80::b/64,              true,  true,  2001:db8:1::11, 2001:db8:1::11
        RFC 8950 where there is IPv4,        2001:db8:1::11, 2001:db8:1::11/64 192.0.2.11/24,           true,  true,  192.0.2.11,     2001:db8:1::11
        unnumbered,                          fe80::b%eth1, fe80::b/64,                                 true,  true,  fe80::b,        fe80::b
        unnumbered without RFC 8950,         fe80::b%eth1, fe80::b/64 192.0.2.11/24,                   true,  false, 192.0.2.11,     fe80::b
        unnumbered whatever else is there,   fe80::b%eth1, fe80::b/64 192.0.2.11/24 2001:db8:1::11/64, true,  true,  fe80::b,        fe80::b
        subnets before hosts,                192.0.2.11,   192.0.2.11/24 2001:db8:1::1/128 fd00::11/64 2001:db8:1::12/64, false, false, 192.0.2.11, 2001:db8:1::12
        never an address that is announced,  192.0.2.11,   192.0.2.11/24 2001:db8:100::10/128,         false, false, 192.0.2.11,     ''
        """)
    void eachFamilyHasTheNextHopThePeerCanReach(
            String what, String local, String held, boolean shared, boolean extended, String v4, String v6) {
        NextHops hops = NextHops.of(link(held, shared), address(local), BOTH, extended, ROUTES);
        assertEquals(v4, shown(hops, IpFamily.IPV4));
        assertEquals(v6, shown(hops, IpFamily.IPV6));
    }

    @Test
    void onlyFamiliesOfTheSessionHaveOne() {
        SessionLink link = link("fe80::b/64 192.0.2.11/24", true);
        assertEquals(
                Map.of(IpFamily.IPV6, Addresses.of("fe80::b")),
                NextHops.of(link, address("fe80::b%eth1"), Set.of(IpFamily.IPV6), true, ROUTES)
                        .found());
    }

    @Test
    void aFamilyWithRoutesAndWithoutNextHopIsToldPeople() {
        NextHops hops = NextHops.of(link("192.0.2.11/24", true), address("192.0.2.11"), BOTH, false, ROUTES);
        assertEquals(
                "IPv6 routes are not advertised: interface eth1 that holds 192.0.2.11 has no global IPv6 address",
                hops.problem());
        assertEquals(
                "",
                NextHops.of(link("192.0.2.11/24", true), address("192.0.2.11"), BOTH, false, Set.of())
                        .problem());
    }
}
