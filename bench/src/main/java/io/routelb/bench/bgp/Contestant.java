package io.routelb.bench.bgp;

import io.routelb.lab.bgp.RouterSetup;
import io.routelb.lab.scenario.Figures;
import java.io.IOException;
import java.time.Duration;

/** A speaker that is measured. It waits to be dialled by everybody, takes every route and passes it on. */
interface Contestant {
    Duration LIMIT = Duration.ofMinutes(1);

    /** The name in the figures. */
    String name();

    Stand stand();

    /** Starts it; it may have run before. */
    void start(RouterSetup setup) throws IOException, InterruptedException;

    /** Makes it tell everybody the routes from then on; returns when it has them all. */
    void load(int first, int count) throws IOException, InterruptedException;

    /**
     * Waits until it has exactly so many routes from the neighbour.
     *
     * @return when that was, {@link System#nanoTime}
     */
    long awaitRoutes(String neighbour, int count) throws IOException, InterruptedException;

    /** Memory it holds now, in KiB, by names; {@code rss} always. */
    Figures memory() throws IOException, InterruptedException;

    /** What the collector's session needs after its end to come up again at once. */
    void released() throws IOException, InterruptedException;

    /** Ends it; it may be started again. */
    void end() throws IOException, InterruptedException;
}
