package io.routelb.bench.bgp;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Routes it has are told to a collector that comes: from the session's first KEEPALIVE to the last UPDATE, on the wire. */
final class Sending implements Measurement {
    private final int size;

    Sending(int size) {
        this.size = size;
    }

    /** What the speaker said to the collector since the last OPEN. */
    private static final class Said implements WireTap.Listener {
        private final int speaker;
        private final int wanted;
        private final Set<Long> told = new HashSet<>();
        private long began;
        private long ended;
        private int updates;
        private int largest;
        private long octets;

        Said(int speaker, int wanted) {
            this.speaker = speaker;
            this.wanted = wanted;
        }

        @Override
        public void heard(TcpStreams.Direction direction, long nanos, BgpFrames.Frame message) {
            boolean ofSpeaker = direction.from() == speaker;
            if (message.type() == BgpFrames.OPEN) {
                began = 0;
                told.clear();
                updates = 0;
                octets = 0;
            } else if (message.type() == BgpFrames.KEEPALIVE && began == 0) {
                began = nanos;
            } else if (message.type() == BgpFrames.UPDATE && ofSpeaker && !complete()) {
                Ipv4Routes.announced(message.body(), told::add);
                updates++;
                largest = Math.max(largest, message.length());
                octets += message.length();
                ended = nanos;
            }
        }

        boolean complete() {
            return told.size() == wanted;
        }
    }

    @Override
    public void prepare(Contestant contestant, Outcome outcome) throws IOException, InterruptedException {
        Stand stand = contestant.stand();
        contestant.start(stand.setup(
                stand.neighbour(stand.collectorAddress(), Stand.COLLECTOR_AS),
                stand.neighbour(Stand.source(0), Stand.FEEDER_AS)));
        contestant.load(BgpBench.FIRST_ROUTE, size);
    }

    @Override
    public void measure(Contestant contestant, Outcome outcome) throws IOException, InterruptedException {
        Stand stand = contestant.stand();
        try (WireTap<Said> tap = stand.tap(new Said(stand.speakerBits(), size))) {
            stand.collect();
            tap.await(size + " routes told by " + contestant.name(), Contestant.LIMIT, Said::complete);
            Said said = tap.look(heard -> heard);
            outcome.took(said.ended - said.began);
            outcome.further()
                    .put("updates", said.updates)
                    .put("largest_octets", said.largest)
                    .put("octets", said.octets);
        }
        stand.release();
        contestant.released();
    }
}
