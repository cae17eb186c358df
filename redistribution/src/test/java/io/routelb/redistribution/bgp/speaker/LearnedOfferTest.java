package io.routelb.redistribution.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import inet.ipaddr.IPAddress;
import io.routelb.model.Prefix;
import io.routelb.redistribution.LearnedRoutes;
import io.routelb.redistribution.bgp.message.Net;
import io.routelb.redistribution.bgp.rib.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LearnedOfferTest {
    private final List<String> heard = new ArrayList<>();
    private final LearnedOffer offer = new LearnedOffer(new LearnedRoutes() {
        @Override
        public void changed(Map<Prefix, List<IPAddress>> changes) {
            heard.add(changes.keySet().toString());
        }

        @Override
        public void complete() {
            heard.add("complete");
        }
    });

    private void change(String prefix) {
        offer.changed(new Change(Net.of(Prefix.of(prefix)), List.of(), List.of()));
    }

    @Test
    void whatChangedIsOfferedOnce() {
        change("10.1.0.0/16");
        change("10.1.0.0/16");
        offer.make(false);
        offer.make(false);
        assertEquals(List.of("[10.1.0.0/16]"), heard);
    }

    @Test
    void theLastOfWhatAllHaveToldIsFollowedByTheWordThatItIsAll() {
        change("10.1.0.0/16");
        offer.make(true);
        change("10.2.0.0/16");
        offer.make(true);
        assertEquals(List.of("[10.1.0.0/16]", "complete", "[10.2.0.0/16]"), heard);
    }
}
