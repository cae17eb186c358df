package io.routelb.node.routes.kernel;

import io.routelb.model.IpFamily;
import io.routelb.netlink.ChangeResult;
import io.routelb.netlink.EventGroup;
import io.routelb.netlink.NetlinkException;
import io.routelb.netlink.Rtnetlink;
import io.routelb.netlink.RtnetlinkMonitor;
import io.routelb.netlink.value.Route;
import io.routelb.netlink.value.RouteChange;
import io.routelb.netlink.value.RtEvent;
import io.routelb.node.apply.KernelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** The kernel itself, of the network namespace of the thread that opens it. */
public final class NetlinkRoutes implements RouteKernel, AutoCloseable {
    private final Rtnetlink netlink;
    private final RtnetlinkMonitor monitor;

    private NetlinkRoutes(Rtnetlink netlink, RtnetlinkMonitor monitor) {
        this.netlink = netlink;
        this.monitor = monitor;
    }

    /** Opens the sockets; afterwards any one thread may own them. */
    public static NetlinkRoutes open() throws NetlinkException {
        Rtnetlink netlink = Rtnetlink.open();
        try {
            return new NetlinkRoutes(
                    netlink,
                    RtnetlinkMonitor.open(
                            EnumSet.of(EventGroup.LINKS, EventGroup.IPV4_ROUTES, EventGroup.IPV6_ROUTES)));
        } catch (NetlinkException e) {
            netlink.close();
            throw e;
        }
    }

    @Override
    public Contents read(int table) throws KernelException {
        try {
            List<Route> routes = new ArrayList<>();
            for (IpFamily family : IpFamily.values()) {
                routes.addAll(netlink.routes(Route.TABLE_MAIN, family));
                if (table != Route.TABLE_MAIN) {
                    routes.addAll(netlink.routes(table, family));
                }
            }
            return new Contents(netlink.links(), routes);
        } catch (NetlinkException e) {
            throw failed(e);
        }
    }

    @Override
    public List<Optional<String>> change(List<RouteChange> changes) throws KernelException {
        try {
            List<ChangeResult> answers = netlink.applyRoutes(changes);
            List<Optional<String>> results = new ArrayList<>(answers.size());
            for (int i = 0; i < answers.size(); i++) {
                results.add(refusal(changes.get(i), answers.get(i)));
            }
            return results;
        } catch (NetlinkException e) {
            throw failed(e);
        }
    }

    /** What is to go and is gone is no failure. */
    private static Optional<String> refusal(RouteChange change, ChangeResult answer) {
        boolean removal = change instanceof RouteChange.Remove;
        if (answer.ok() || (removal && answer.absent())) {
            return Optional.empty();
        }
        return Optional.of(answer.sentence((removal ? "remove the route to " : "add the route to ")
                + change.route().prefix()));
    }

    @Override
    public List<RtEvent> await(Duration atMost) throws KernelException {
        try {
            return monitor.poll(atMost);
        } catch (NetlinkException e) {
            throw failed(e);
        }
    }

    @Override
    public void wake() {
        monitor.wakeup();
    }

    private static KernelException failed(NetlinkException e) {
        return new KernelException(String.valueOf(e.getMessage()), e);
    }

    @Override
    public void close() {
        monitor.close();
        netlink.close();
    }
}
