package io.routelb.frr.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class OwnedTest {
    private static final String SAID = """
            router bgp 64512
             neighbor routelb-a peer-group
             neighbor routelb-a graceful-restart
             neighbor routelb-b peer-group
             neighbor routelb-b graceful-restart-disable
             neighbor 192.0.2.1 peer-group routelb-a
             neighbor eth1 interface peer-group routelb-b
             neighbor 192.0.2.9 remote-as 64999
             neighbor 192.0.2.9 graceful-restart
            exit
            """;

    /** FRR 10.7.1, of the same. */
    private static final String WRITTEN = SAID.replace("exit\n", """
             neighbor 192.0.2.1 graceful-restart
             neighbor eth1 graceful-restart-disable
             use-underlays-nexthop-weight
            exit
            """);

    @Test
    void whatFrrWritesOfItselfIsNobodys() {
        List<ConfigLine> said = ConfigLine.parse(SAID);
        assertEquals(said, Owned.all(ConfigLine.parse(WRITTEN)));
        assertEquals(said, Owned.named(ConfigLine.parse(WRITTEN), FrrRenderer.Host.NONE));
    }

    @Test
    void whatIsSaidOfAMemberOtherwiseThanOfItsGroupStays() {
        String own = """
                router bgp 64512
                 neighbor routelb-a peer-group
                 neighbor routelb-a timers 3 9
                 neighbor 192.0.2.1 peer-group routelb-a
                 neighbor 192.0.2.1 timers 10 30
                exit
                """;
        assertEquals(ConfigLine.parse(own), Owned.all(ConfigLine.parse(own)));
    }
}
