package io.routelb.bench.bgp;

import java.io.IOException;

/** One thing that is measured of several contestants in turns. */
interface Measurement {
    /** Starts the contestant and brings it to where measuring can begin. */
    void prepare(Contestant contestant, Outcome outcome) throws IOException, InterruptedException;

    /** Measures once. */
    void measure(Contestant contestant, Outcome outcome) throws IOException, InterruptedException;
}
