package io.routelb.node.announce;

import static org.junit.jupiter.api.Assertions.assertEquals;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.LBNodeAgentView.Garp;
import io.routelb.netlink.value.Link;
import io.routelb.netlink.value.OperState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AnnouncerTest {
    private static final IPAddress VIP = Addresses.of("192.0.2.240");
    private static final long MILLI = 1_000_000;
    private static final int UP = 0x1_0041;
    private static final int NOARP = 0x80;

    private final List<String> sent = new ArrayList<>();
    private final Announcer announcer =
            new Announcer((link, address) -> sent.add(address + " on " + link.name() + " " + link.mac()));
    private Garp config = Garp.DEFAULT;

    private static Link link(String name, String mac, int flags) {
        return new Link(2, name, "", flags, 1500, mac, OperState.UP);
    }

    private static final Link ETH0 = link("eth0", "02:00:00:00:00:01", UP);

    private int tell(Map<IPAddress, Link> serving, long millis) {
        announcer.tell(serving, serving.keySet(), config, millis * MILLI);
        return sent.size();
    }

    private long next(long millis) {
        return announcer.nanosToNext(config, millis * MILLI) / MILLI;
    }

    @Test
    void tellsAsOftenAsConfiguredAndThenNoMore() {
        Map<IPAddress, Link> serving = Map.of(VIP, ETH0);
        assertEquals(0, tell(serving, 0));
        assertEquals(100, next(0));
        assertEquals(1, tell(serving, 100));
        assertEquals(500, next(100));
        assertEquals(1, tell(serving, 599));
        assertEquals(2, tell(serving, 600));
        assertEquals(3, tell(serving, 1100));
        assertEquals(Long.MAX_VALUE, announcer.nanosToNext(config, 1100 * MILLI));
        assertEquals(3, tell(serving, 9000));
    }

    @Test
    void tellsNobodyOfAnAddressThatHasGone() {
        tell(Map.of(VIP, ETH0), 0);
        assertEquals(0, tell(Map.of(), 100));
        assertEquals(0, tell(Map.of(), 5000));
    }

    @Test
    void withoutALookAnAddressThatIsElectedIsToldOf() {
        config = new Garp(true, Duration.ofMillis(100), 1, Duration.ofMillis(500), false);
        announcer.tell(Map.of(VIP, ETH0), Set.of(VIP), config, 0);
        announcer.tell(Map.of(), Set.of(VIP), config, 100 * MILLI);
        assertEquals(1, sent.size());
        announcer.tell(Map.of(VIP, ETH0), Set.of(), config, 0);
        announcer.tell(Map.of(), Set.of(), config, 9000 * MILLI);
        assertEquals(1, sent.size());
    }

    @Test
    void tellsAnewWhenTheLinkGetsAnotherMacOrTheAddressAnotherLink() {
        config = new Garp(true, Duration.ZERO, 1, Duration.ofMillis(500), true);
        assertEquals(1, tell(Map.of(VIP, ETH0), 0));
        assertEquals(2, tell(Map.of(VIP, link("eth0", "02:00:00:00:00:02", UP)), 10));
        assertEquals(3, tell(Map.of(VIP, link("eth1", "02:00:00:00:00:02", UP)), 20));
        assertEquals("192.0.2.240 on eth1 02:00:00:00:00:02", sent.getLast());
    }

    @Test
    void isSilentWhenSwitchedOffAndWhereNobodyListens() {
        config = new Garp(false, Duration.ZERO, 3, Duration.ofMillis(500), true);
        assertEquals(0, tell(Map.of(VIP, ETH0), 0));
        config = Garp.DEFAULT;
        Map<IPAddress, Link> tunnel = Map.of(VIP, link("tun0", "", UP | NOARP));
        tell(tunnel, 1000);
        assertEquals(0, tell(tunnel, 5000));
    }
}
