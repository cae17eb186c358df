package io.routelb.netlink.value;

/** One change to a kernel routing table. */
public sealed interface RouteChange {
    Route route();

    /** The route shall be there; one of the same prefix, table and metric is replaced, next hops and all. */
    record Add(Route route) implements RouteChange {}

    /**
     * The route shall be gone. Found by prefix, table and protocol, and by metric and type unless they are 0 and UNSPECIFIED; its next
     * hops are not compared.
     */
    record Remove(Route route) implements RouteChange {}
}
