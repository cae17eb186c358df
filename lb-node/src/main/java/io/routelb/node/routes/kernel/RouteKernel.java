package io.routelb.node.routes.kernel;

import io.routelb.netlink.value.Link;
import io.routelb.netlink.value.Route;
import io.routelb.netlink.value.RouteChange;
import io.routelb.netlink.value.RtEvent;
import io.routelb.node.apply.KernelException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The port to the kernel's links and routes. One thread owns it; {@link #wake} is for any. */
public interface RouteKernel {
    /**
     * What there is, both families.
     *
     * @param routes of the main table and of the one asked for
     */
    record Contents(List<Link> links, List<Route> routes) {}

    /** Reads links and routes. */
    Contents read(int table) throws KernelException;

    /** Makes the changes in order; at each position nothing, or why the kernel refused. */
    List<Optional<String>> change(List<RouteChange> changes) throws KernelException;

    /** What was told of links and routes since the last call; waits for something to be told, for {@link #wake} or that long. */
    List<RtEvent> await(Duration atMost) throws KernelException;

    /** Ends the wait, this one or the next. Any thread. */
    void wake();
}
