package io.routelb.lab.guest;

import inet.ipaddr.IPAddress;
import io.routelb.kube.daemon.WakeSignal;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.LBNodeAgentView;
import io.routelb.netlink.EventGroup;
import io.routelb.netlink.NetlinkException;
import io.routelb.netlink.Rtnetlink;
import io.routelb.netlink.RtnetlinkMonitor;
import io.routelb.netlink.value.InterfaceAddress;
import io.routelb.netlink.value.Link;
import io.routelb.node.apply.KernelException;
import io.routelb.node.apply.NodeLinks;
import io.routelb.node.apply.NodeReconciler;
import io.routelb.node.apply.Sysctls;
import io.routelb.node.neighbour.Discovery;
import io.routelb.redistribution.bgp.speaker.NativeBackend;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent without a cluster: its real link, reconciler and BGP speaker on a fixed snapshot, made to pass by the kernel's events alone.
 * Works on the network namespace of the thread that starts it.
 */
public final class OneNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OneNode.class);
    private static final Duration RETRY = Duration.ofMillis(250);
    private static final Duration IDLE = Duration.ofHours(1);

    private final ClusterSnapshot snapshot;
    private final Rtnetlink netlink;
    private final Rtnetlink observer;
    private final RtnetlinkMonitor monitor;
    private final NativeBackend backend;
    private final NodeReconciler reconciler;
    private final AtomicLong passes = new AtomicLong();
    private final AtomicLong repairs = new AtomicLong();
    private final AtomicLong cpuNanos = new AtomicLong();
    private final Thread thread;
    private volatile boolean stopping;
    private volatile String failure = "";

    private OneNode(ClusterSnapshot snapshot, String node) throws NetlinkException {
        this.snapshot = snapshot;
        netlink = Rtnetlink.open();
        observer = Rtnetlink.open();
        monitor = RtnetlinkMonitor.open(
                EnumSet.of(EventGroup.LINKS, EventGroup.IPV4_ADDRESSES, EventGroup.IPV6_ADDRESSES));
        backend = new NativeBackend(new WakeSignal());
        reconciler = new NodeReconciler(
                node,
                new NodeLinks(netlink, new Sysctls()),
                backend,
                Discovery.BLIND,
                Optional.empty(),
                ignored -> monitor.wakeup());
        thread = Thread.ofPlatform().daemon(true).name("one-node").unstarted(this::run);
    }

    /** Starts it as the node of that name in the snapshot. */
    public static OneNode start(ClusterSnapshot snapshot, String node) throws NetlinkException {
        OneNode started = new OneNode(snapshot, node);
        started.thread.start();
        return started;
    }

    private void run() {
        try {
            while (!stopping) {
                Duration next = pass();
                cpuNanos.set(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
                monitor.poll(next.compareTo(IDLE) < 0 ? next : IDLE);
            }
        } catch (NetlinkException e) {
            failure = String.valueOf(e.getMessage());
        }
    }

    /** When the kernel cannot be read it tries again, as the agent does. */
    private Duration pass() {
        try {
            NodeReconciler.Outcome outcome = reconciler.reconcile(snapshot, System.nanoTime());
            repairs.set(outcome.repairs());
            passes.incrementAndGet();
            return outcome.nextPass();
        } catch (KernelException e) {
            LOG.atWarn().addKeyValue("reason", e.sentence()).log("pass failed");
            return RETRY;
        }
    }

    /** How many passes it has made. */
    public long passes() {
        return passes.get();
    }

    /** How many addresses it has put back after somebody else took them away. */
    public long repairs() {
        return repairs.get();
    }

    /** The processor time its passes took so far, in the kernel too; unlike the time on the wall it does not depend on who else computes. */
    public Duration cpu() {
        return Duration.ofNanos(cpuNanos.get());
    }

    /** The service link as the kernel has it; fails when the node has given up. */
    public Optional<Link> link() throws IOException {
        requireWorking();
        return observer.link(LBNodeAgentView.DUMMY_INTERFACE);
    }

    /** The addresses on the service link that are not confined to it. */
    public Set<IPAddress> held() throws IOException {
        requireWorking();
        Optional<Link> link = observer.link(LBNodeAgentView.DUMMY_INTERFACE);
        Set<IPAddress> held = new HashSet<>();
        for (InterfaceAddress address : observer.addresses()) {
            if (link.isPresent() && address.index() == link.get().index() && !address.confined()) {
                held.add(address.address());
            }
        }
        return held;
    }

    private void requireWorking() throws IOException {
        if (!failure.isEmpty()) {
            throw new IOException(failure);
        }
    }

    /** Stops at once, as if killed: what is on the link stays there. */
    @Override
    public void close() {
        stopping = true;
        monitor.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        backend.close();
        monitor.close();
        observer.close();
        netlink.close();
    }
}
