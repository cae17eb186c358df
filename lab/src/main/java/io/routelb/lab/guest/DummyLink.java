package io.routelb.lab.guest;

import inet.ipaddr.IPAddress;
import io.routelb.lab.process.Await;
import io.routelb.lab.process.Command;
import io.routelb.lab.process.ExpectationException;
import io.routelb.lab.scenario.Figures;
import io.routelb.model.Addresses;
import io.routelb.model.LBNodeAgentView;
import io.routelb.netlink.EventGroup;
import io.routelb.netlink.NetlinkException;
import io.routelb.netlink.RtnetlinkMonitor;
import io.routelb.netlink.value.Link;
import io.routelb.netlink.value.RtEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What is run inside a kernel that has {@code dummy} links: the agent makes its link, fills it, repairs what others do to it, and finds
 * its way after a crash. The last line is what was measured, as JSON.
 */
public final class DummyLink {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int COUNT = 100;
    /** Of the first Services so many are gone after the crash, and as many new ones are there. */
    private static final int CHANGED = 10;

    private static final IPAddress BASE = Addresses.of("198.51.100.0");
    private static final IPAddress BASE_V6 = Addresses.of("2001:db8::1:0");
    private static final IPAddress FOREIGN = Addresses.of("203.0.113.99");

    private final Figures figures = new Figures();

    private DummyLink() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        DummyLink trial = new DummyLink();
        trial.figures.put("kernel", System.getProperty("os.version"));
        trial.fillsRepairsAndReturns(BASE, "ipv4_");
        trial.fillsRepairsAndReturns(BASE_V6, "ipv6_");
        trial.carriesTheSubnetsLength(BASE, "198.51.100.0/24", "ipv4_");
        trial.carriesTheSubnetsLength(BASE_V6, "2001:db8::/64", "ipv6_");
        System.out.println(trial.figures.line());
    }

    private void fillsRepairsAndReturns(IPAddress base, String family) throws IOException, InterruptedException {
        try (OneNode node = OneNode.start(ManyServices.snapshot(COUNT, base), ManyServices.NODE)) {
            Set<IPAddress> wanted = addresses(base, 0, COUNT);
            figures.seconds(family + "filled_s", awaitExactly(node, wanted, "the first addresses"));
            requireDummy(node.link());
            Command.run("ip", "addr", "flush", "dev", LBNodeAgentView.DUMMY_INTERFACE);
            figures.seconds(family + "flush_repaired_s", awaitExactly(node, wanted, "the flushed addresses"));
            awaitRepairs(node, COUNT);
            Command.run("ip", "link", "set", LBNodeAgentView.DUMMY_INTERFACE, "down");
            figures.seconds(
                    family + "down_repaired_s",
                    Await.until(
                            "the link up again",
                            LIMIT,
                            () -> node.link().filter(Link::up).isPresent()));
            awaitExactly(node, wanted, "the addresses after the link was down");
            Command.run("ip", "link", "del", LBNodeAgentView.DUMMY_INTERFACE);
            figures.seconds(
                    family + "deletion_repaired_s", awaitExactly(node, wanted, "the link made anew and filled"));
            awaitRepairs(node, 2 * COUNT);
            requireDummy(node.link());
            Command.run("ip", "addr", "add", FOREIGN + "/32", "dev", LBNodeAgentView.DUMMY_INTERFACE);
        }
        afterCrash(base, family);
        Command.run("ip", "link", "del", LBNodeAgentView.DUMMY_INTERFACE);
    }

    /** A remote pool with aggregation: the addresses, and the subnet's own route that the kernel makes of them. */
    private void carriesTheSubnetsLength(IPAddress base, String subnet, String family)
            throws IOException, InterruptedException {
        try (OneNode node = OneNode.start(ManyServices.aggregated(COUNT, base, subnet), ManyServices.NODE)) {
            Set<IPAddress> wanted = addresses(base, 0, COUNT);
            figures.seconds(family + "aggregated_s", awaitExactly(node, wanted, "the addresses of an aggregated pool"));
            requireDummy(node.link());
            String version = base.isIPv4() ? "-4" : "-6";
            String route = Command.run("ip", version, "route", "show", subnet, "dev", LBNodeAgentView.DUMMY_INTERFACE);
            if (!route.contains(subnet)) {
                throw new ExpectationException("no route to " + subnet + " on the service link, only: " + route);
            }
        }
        Command.run("ip", "link", "del", LBNodeAgentView.DUMMY_INTERFACE);
    }

    private void afterCrash(IPAddress base, String family) throws IOException, InterruptedException {
        Set<IPAddress> wanted = addresses(base, CHANGED, COUNT);
        Set<IPAddress> stays = addresses(base, CHANGED, COUNT - CHANGED);
        wanted.add(FOREIGN);
        stays.add(FOREIGN);
        try (RtnetlinkMonitor witness =
                        RtnetlinkMonitor.open(EnumSet.of(EventGroup.IPV4_ADDRESSES, EventGroup.IPV6_ADDRESSES));
                OneNode node =
                        OneNode.start(ManyServices.snapshot(COUNT, base.increment(CHANGED)), ManyServices.NODE)) {
            figures.seconds(
                    family + "crash_cleaned_s", awaitExactly(node, wanted, "the right addresses after a crash"));
            requireUntouched(witness, stays);
        }
    }

    private static void requireUntouched(RtnetlinkMonitor witness, Set<IPAddress> stays)
            throws NetlinkException, ExpectationException {
        for (RtEvent event : witness.poll(Duration.ZERO)) {
            if (event instanceof RtEvent.AddressRemoved removed
                    && stays.contains(removed.address().address())) {
                throw new ExpectationException(removed.address().address() + " was removed although it stayed valid");
            }
        }
    }

    private static Duration awaitExactly(OneNode node, Set<IPAddress> wanted, String what)
            throws IOException, InterruptedException {
        return Await.until(
                what, LIMIT, () -> node.held().equals(wanted), () -> node.held().size() + " addresses");
    }

    /** That the addresses are there proves nothing unless they were gone. */
    private static void awaitRepairs(OneNode node, long least) throws IOException, InterruptedException {
        Await.until(
                least + " repairs counted", LIMIT, () -> node.repairs() >= least, () -> node.repairs() + " repairs");
    }

    private static void requireDummy(Optional<Link> link) throws ExpectationException {
        boolean right = link.isPresent()
                && link.get().kind().equals("dummy")
                && link.get().up()
                && link.get().lowerUp();
        if (!right) {
            throw new ExpectationException("the service link is " + link + ", not a dummy that is up");
        }
    }

    private static Set<IPAddress> addresses(IPAddress base, int first, int count) {
        Set<IPAddress> addresses = new HashSet<>();
        for (int i = 0; i < count; i++) {
            addresses.add(base.increment(first + i));
        }
        return addresses;
    }
}
