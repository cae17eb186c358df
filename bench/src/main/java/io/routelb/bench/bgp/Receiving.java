package io.routelb.bench.bgp;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.routelb.lab.scenario.Figures;
import java.io.IOException;

/**
 * Routes told by a feeder, from the first octet written to all of them in the RIB; and what memory they take there, the first time. The
 * daemons are asked every five milliseconds, or as quickly as their command line answers: their times may be that much too long.
 */
final class Receiving implements Measurement {
    private final int size;
    private final Ratio memory = new Ratio();

    Receiving(int size) {
        this.size = size;
    }

    @Override
    public void prepare(Contestant contestant, Outcome outcome) throws IOException, InterruptedException {
        Stand stand = contestant.stand();
        contestant.start(stand.setup(stand.neighbour(Stand.source(0), Stand.FEEDER_AS)));
    }

    @Override
    public void measure(Contestant contestant, Outcome outcome) throws IOException, InterruptedException {
        boolean first = outcome.median().isEmpty();
        Figures before = first ? contestant.memory() : new Figures();
        try (Taken taken = Taken.by(contestant, size)) {
            outcome.took(taken.nanos());
            if (first) {
                JsonObject each = perRoute(before, contestant.memory());
                outcome.further().put("bytes_per_route", each);
                memory.add(contestant.name(), each.get("rss").getAsDouble());
            }
        }
        contestant.awaitRoutes(Stand.source(0), 0);
    }

    /** Routes are taken in and dropped again, without measuring. */
    static void once(Contestant contestant, int size) throws IOException, InterruptedException {
        Taken.by(contestant, size).close();
        contestant.awaitRoutes(Stand.source(0), 0);
    }

    /** Resident memory for a route, ours to the others'. */
    Figures memoryRatio() {
        return memory.figures("rss_");
    }

    private JsonObject perRoute(Figures before, Figures after) {
        JsonObject earlier = JsonParser.parseString(before.line()).getAsJsonObject();
        JsonObject each = new JsonObject();
        JsonParser.parseString(after.line()).getAsJsonObject().asMap().forEach((kind, kib) -> {
            long grown = kib.getAsLong() - earlier.get(kind).getAsLong();
            each.addProperty(kind, grown * 1_024 / size);
        });
        return each;
    }
}
