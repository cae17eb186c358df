package io.routelb.bench.bgp;

import java.io.IOException;

/** A speaker that tells the collector the addresses of kube-lb0. */
interface AddressTeller {
    /** The name in the figures. */
    String name();

    Stand stand();

    /** Starts it, with so many addresses on the link. */
    void start(int first, int count) throws IOException, InterruptedException;

    /** Adds the address to the link, or removes it; gives the time since the epoch at which that was begun. */
    long change(boolean add, int address) throws IOException, InterruptedException;

    /** Ends it. */
    void end() throws IOException, InterruptedException;
}
