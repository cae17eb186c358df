package io.routelb.bench;

import inet.ipaddr.IPAddress;
import io.routelb.lab.topology.Namespaces;
import io.routelb.netlink.EventGroup;
import io.routelb.netlink.NetlinkException;
import io.routelb.netlink.NetworkNamespace;
import io.routelb.netlink.RtnetlinkMonitor;
import io.routelb.netlink.value.RtEvent;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.CountDownLatch;

/** Notes addresses and routes as the kernel of a namespace tells of them: {@code NS address A} and {@code NS route A hops N}. */
final class KernelObserver {
    private static final Duration LONG = Duration.ofHours(1);

    private final String namespace;
    private final Timeline timeline;
    private final CountDownLatch listening = new CountDownLatch(1);

    private KernelObserver(String namespace, Timeline timeline) {
        this.namespace = namespace;
        this.timeline = timeline;
    }

    /** Starts; when it returns, nothing that happens later is missed. */
    static void start(String namespace, Timeline timeline) throws InterruptedException, NetlinkException {
        KernelObserver observer = new KernelObserver(namespace, timeline);
        NetworkNamespace.ofPath(Namespaces.file(namespace))
                .thread("observe-" + namespace, observer::run)
                .start();
        observer.listening.await();
    }

    private void run() {
        try (RtnetlinkMonitor monitor = RtnetlinkMonitor.open(EnumSet.of(
                EventGroup.IPV4_ADDRESSES,
                EventGroup.IPV6_ADDRESSES,
                EventGroup.IPV4_ROUTES,
                EventGroup.IPV6_ROUTES))) {
            listening.countDown();
            while (true) {
                monitor.poll(LONG).forEach(this::note);
            }
        } catch (NetlinkException e) {
            timeline.fail(e.getMessage());
            listening.countDown();
        }
    }

    private void note(RtEvent event) {
        if (event instanceof RtEvent.AddressAdded added) {
            timeline.note(address(namespace, added.address().address()));
        } else if (event instanceof RtEvent.RouteAdded added) {
            timeline.note(route(
                    namespace,
                    added.route().prefix().network(),
                    added.route().nextHops().size()));
        } else if (event instanceof RtEvent.Overrun) {
            timeline.fail("the kernel's events of " + namespace + " came too fast");
        }
    }

    static String address(String namespace, IPAddress address) {
        return namespace + " address " + address.toCanonicalString();
    }

    static String route(String namespace, IPAddress address, int nextHops) {
        return namespace + " route " + address.toCanonicalString() + " hops " + nextHops;
    }
}
