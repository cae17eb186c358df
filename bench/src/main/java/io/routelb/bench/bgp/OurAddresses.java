package io.routelb.bench.bgp;

import java.io.IOException;

/** Ours: the process changes the address itself, and its routes with it. */
final class OurAddresses implements AddressTeller {
    private final OurContestant ours;

    OurAddresses(OurContestant ours) {
        this.ours = ours;
    }

    @Override
    public String name() {
        return ours.name();
    }

    @Override
    public Stand stand() {
        return ours.stand();
    }

    @Override
    public void start(int first, int count) throws IOException, InterruptedException {
        ours.start(stand().setup(stand().neighbour(stand().collectorAddress(), Stand.COLLECTOR_AS)));
        ours.hold(first, count);
    }

    @Override
    public long change(boolean add, int address) throws IOException, InterruptedException {
        return ours.change(add, address);
    }

    @Override
    public void end() throws IOException, InterruptedException {
        ours.end();
    }
}
