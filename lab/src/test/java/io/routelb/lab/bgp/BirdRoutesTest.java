package io.routelb.lab.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BirdRoutesTest {
    /** As BIRD 2.0.12 prints it: the second path of a prefix has blanks in its place, a stale one an s. */
    private static final String PRINTED = """
            BIRD 2.0.12 ready.
            Table master4:
            198.51.100.10/32     unicast [p0 21:40:18.757] * (100) [AS64512i]
            \tvia 192.0.2.11 on eth0
            \tType: BGP univ
            \tBGP.origin: IGP
            \tBGP.as_path: 64512 64513
            \tBGP.next_hop: 192.0.2.11
            \tBGP.med: 50
            \tBGP.local_pref: 100
            \tBGP.community: (64512,7) (65535,65281)
                                 unreachable [p1 21:40:19.100] (100s) [i]
            \tBGP.origin: Incomplete
            \tBGP.as_path:
            \tBGP.next_hop: 192.0.2.12

            Table master6:
            2001:db8:100::10/128 unicast [p0 21:40:18.859] * (100) [AS64512i]
            \tBGP.origin: IGP
            \tBGP.as_path: 64512
            \tBGP.next_hop: 2001:db8:0:2::11 fe80::1
            """;

    @Test
    void readsEveryPathWithItsAttributes() {
        assertEquals(
                List.of(
                        new SeenRoute(
                                "198.51.100.10/32",
                                "192.0.2.11",
                                List.of(64512L, 64513L),
                                "IGP",
                                Optional.of(100L),
                                Optional.of(50L),
                                Set.of("64512:7", "65535:65281"),
                                false),
                        new SeenRoute(
                                "198.51.100.10/32",
                                "192.0.2.12",
                                List.of(),
                                "Incomplete",
                                Optional.empty(),
                                Optional.empty(),
                                Set.of(),
                                true),
                        new SeenRoute(
                                "2001:db8:100::10/128",
                                "2001:db8:0:2::11",
                                List.of(64512L),
                                "IGP",
                                Optional.empty(),
                                Optional.empty(),
                                Set.of(),
                                false)),
                BirdRoutes.parse(PRINTED));
    }

    @Test
    void ofAnEmptyTableThereIsNothing() {
        assertEquals(List.of(), BirdRoutes.parse("BIRD 2.0.12 ready.\nTable master4:\n"));
    }
}
