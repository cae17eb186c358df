package io.routelb.bench;

import io.routelb.bench.measure.Percentiles;
import io.routelb.lab.cluster.ControlPlane;
import io.routelb.lab.process.LabProcess;
import io.routelb.lab.scenario.Figures;
import io.routelb.lab.topology.QuietLink;
import io.routelb.lab.training.Neighbour;
import io.routelb.model.LBNodeAgentView;
import io.routelb.netlink.EventGroup;
import io.routelb.netlink.Rtnetlink;
import io.routelb.netlink.RtnetlinkMonitor;
import io.routelb.netlink.value.Link;
import io.routelb.netlink.value.RtEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts the agent of a large cluster's first node, in the network namespace of the calling thread, each time on an empty kube-lb0. */
final class AgentStarts {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(100);

    private final ControlPlane plane;
    private final Rtnetlink netlink;
    private final int addresses;

    /** {@code addresses}: so many are to be there at last. */
    AgentStarts(ControlPlane plane, Rtnetlink netlink, int addresses) {
        this.plane = plane;
        this.netlink = netlink;
        this.addresses = addresses;
    }

    private record Start(LabProcess agent, long first, long last) {}

    /** From exec to the first and to the last address, of several starts; the agent is killed after each. */
    Figures figures(int starts, Map<String, String> environment) throws IOException, InterruptedException {
        List<Long> first = new ArrayList<>();
        List<Long> last = new ArrayList<>();
        for (int i = 0; i < starts; i++) {
            Start start = start(environment);
            start.agent().kill();
            first.add(start.first());
            last.add(start.last());
        }
        return new Figures()
                .put("first_address_p50_ms", new Percentiles(first).millis(50))
                .put("first_address_max_ms", new Percentiles(first).millis(100))
                .put("last_address_p50_ms", new Percentiles(last).millis(50));
    }

    /** An agent that has put all its addresses on the link and told the neighbour all of them. */
    LabProcess settled(Neighbour neighbour, Map<String, String> environment) throws IOException, InterruptedException {
        Start start = start(environment);
        neighbour.awaitRoutes(addresses);
        return start.agent();
    }

    private Start start(Map<String, String> environment) throws IOException, InterruptedException {
        Optional<Link> before = netlink.link(LBNodeAgentView.DUMMY_INTERFACE);
        if (before.isPresent()) {
            netlink.deleteLink(before.get().index());
        }
        int index = QuietLink.add(netlink, LBNodeAgentView.DUMMY_INTERFACE).index();
        try (RtnetlinkMonitor monitor = RtnetlinkMonitor.open(EnumSet.of(EventGroup.IPV4_ADDRESSES))) {
            long begin = System.nanoTime();
            LabProcess agent = plane.startAgent(LargeCluster.node(0), environment);
            long first = 0;
            int seen = 0;
            while (seen < addresses) {
                agent.requireAlive();
                requireTime(begin, seen);
                for (RtEvent event : monitor.poll(POLL)) {
                    seen += added(event, index) ? 1 : 0;
                }
                if (first == 0 && seen > 0) {
                    first = System.nanoTime() - begin;
                }
            }
            return new Start(agent, first, System.nanoTime() - begin);
        }
    }

    private static boolean added(RtEvent event, int index) throws IOException {
        if (event instanceof RtEvent.Overrun) {
            throw new IOException("the kernel's events came too fast to be counted");
        }
        return event instanceof RtEvent.AddressAdded added && added.address().index() == index;
    }

    private void requireTime(long begin, int seen) throws IOException {
        if (System.nanoTime() - begin > LIMIT.toNanos()) {
            throw new IOException(
                    "only " + seen + " of " + addresses + " addresses within " + LIMIT.toSeconds() + " s");
        }
    }
}
