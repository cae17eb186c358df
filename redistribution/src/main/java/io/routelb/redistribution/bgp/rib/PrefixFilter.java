package io.routelb.redistribution.bgp.rib;

import io.routelb.model.PeerOptions.PrefixRule;
import io.routelb.redistribution.bgp.message.Net;
import java.util.List;

/** The prefixes some rules name, ready to be asked for each route of a full table. */
final class PrefixFilter {
    private final Rule[] rules;

    private record Rule(Net within, int ge, int le) {
        /** A default route is named only where a rule names just that. */
        boolean names(Net net) {
            int length = net.length();
            return length >= ge && length <= le && (length > 0 || le == 0) && within.covers(net);
        }
    }

    PrefixFilter(List<PrefixRule> rules) {
        this.rules = rules.stream()
                .map(each -> new Rule(Net.of(each.within()), each.ge(), each.le()))
                .toArray(Rule[]::new);
    }

    boolean accepts(Net net) {
        for (Rule each : rules) {
            if (each.names(net)) {
                return true;
            }
        }
        return false;
    }
}
