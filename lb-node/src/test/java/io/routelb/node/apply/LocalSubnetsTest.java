package io.routelb.node.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.routelb.model.Addresses;
import io.routelb.model.LBNodeAgentView;
import io.routelb.model.Prefix;
import io.routelb.netlink.value.Link;
import io.routelb.netlink.value.OperState;
import io.routelb.node.apply.HeldAddress.Detection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LocalSubnetsTest {
    private static final int UP = 0x1_0001;
    private static final int NO_CARRIER = 0x1;

    private final List<HeldAddress> addresses = new ArrayList<>();
    private int flags = UP;

    private Map<Prefix, String> subnets(Optional<LBNodeAgentView> config) {
        Link eth0 = new Link(2, "eth0", "", flags, 1500, "02:00:00:00:00:01", OperState.UP);
        Link eth1 = new Link(3, "eth1", "", UP, 1500, "02:00:00:00:00:02", OperState.UP);
        KernelState kernel = new KernelState(addresses, List.of(eth0, eth1), Map.of(), Set.of("eth0"), Map.of());
        return LocalSubnets.of(config, kernel).byPrefix();
    }

    private void address(String link, String address, int length, boolean ours, Detection detection) {
        addresses.add(new HeldAddress(link, Addresses.of(address), length, ours, detection, 100, 100));
    }

    @Test
    void areThoseOfTheInterfacesInUse() {
        address("eth0", "192.0.2.11", 24, false, Detection.OVER);
        address("eth0", "2001:db8:0:2::11", 64, false, Detection.UNDER_WAY);
        address("eth1", "198.18.7.1", 24, false, Detection.OVER);
        assertEquals(
                Map.of(Prefix.of("192.0.2.0/24"), "eth0", Prefix.of("2001:db8:0:2::/64"), "eth0"),
                subnets(Optional.of(LBNodeAgentView.DEFAULTS)));
        assertEquals(Map.of(), subnets(Optional.empty()), "no LBNodeAgent selects the node");
        flags = NO_CARRIER;
        assertEquals(Map.of(), subnets(Optional.of(LBNodeAgentView.DEFAULTS)), "the cable is out");
    }

    @Test
    void areNotMadeByOurOwnHostOrDuplicateAddresses() {
        address("eth0", "192.0.2.11", 24, true, Detection.OVER);
        address("eth0", "192.0.2.12", 32, false, Detection.OVER);
        address("eth0", "2001:db8:0:2::11", 64, false, Detection.FAILED);
        assertEquals(Map.of(), subnets(Optional.of(LBNodeAgentView.DEFAULTS)));
    }
}
