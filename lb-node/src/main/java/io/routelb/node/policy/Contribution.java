package io.routelb.node.policy;

import io.routelb.model.BgpAdvertisementView.Source;
import io.routelb.model.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What one rule makes of one offer: a route, or a part of one. */
record Contribution(Rule rule, Offer offer, Prefix route) {
    /**
     * What becomes of an offer.
     *
     * @param parts of the rules it is announced by, in their order
     * @param elsewhere some rule would have it, but lets other nodes announce it
     */
    record Judged(Offer offer, List<Contribution> parts, boolean elsewhere) {
        Judged {
            parts = List.copyOf(parts);
        }

        /** On the node of that name, by those rules. */
        static Judged of(Offer offer, String node, List<Rule> rules, Map<String, Map<String, String>> namespaces) {
            List<Contribution> parts = new ArrayList<>(rules.size());
            boolean elsewhere = false;
            for (Rule rule : rules) {
                if (rule.isAbout(offer, namespaces)) {
                    Prefix route = rule.route(offer);
                    if (offer.source() == Source.POD_CIDR
                            || rule.announcers().includes(node, route, offer.onlyNodes())) {
                        parts.add(new Contribution(rule, offer, route));
                    } else {
                        elsewhere = true;
                    }
                }
            }
            return new Judged(offer, parts, elsewhere);
        }
    }
}
