package io.routelb.node.policy;

import io.routelb.model.Asked;
import io.routelb.model.BgpAdvertisementView;
import io.routelb.model.BgpAdvertisementView.LinkBandwidth;
import io.routelb.model.BgpAdvertisementView.Selection;
import io.routelb.model.BgpAdvertisementView.Source;
import io.routelb.model.IpFamily;
import io.routelb.model.ObjectKey;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.ServiceView;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A BGPAdvertisement as it is for one node: one that selects the node, with the nodes that may announce by it.
 *
 * @param byDefault there is no BGPAdvertisement: routes are as long as their pool says
 * @param announcers of {@code maxNextHops}; everybody when that is 0
 */
record Rule(BgpAdvertisementView written, boolean byDefault, NextHops announcers) {
    /** What holds while nobody has written any: addresses of remote pools go out as they are. */
    static final Rule DEFAULT = unwritten("default", Source.LOAD_BALANCER_IP);

    /** What holds for the peers that {@code podCIDRs} of the RoutingConfig is about. */
    static final Rule POD_CIDRS = unwritten("podCIDRs", Source.POD_CIDR);

    private static Rule unwritten(String name, Source source) {
        return new Rule(
                new BgpAdvertisementView(
                        ObjectKey.cluster(name),
                        0,
                        Instant.EPOCH,
                        Set.of(source),
                        Selection.ALL,
                        RouteAttributes.DEFAULT,
                        LinkBandwidth.NONE,
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        0),
                true,
                NextHops.EVERYBODY);
    }

    /** Written out: mostly it is the same or one of another name, and what a record is given by itself takes the first compiler longer. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Rule rule
                        && written.key().equals(rule.written.key())
                        && byDefault == rule.byDefault
                        && written.equals(rule.written)
                        && announcers.equals(rule.announcers));
    }

    /** One of a name: nothing else is looked at, for with it come the hashes of all nodes. */
    @Override
    public int hashCode() {
        return written.key().hashCode();
    }

    String name() {
        return written.key().name();
    }

    /** Whether it is about the offer, whichever node announces it. */
    boolean isAbout(Offer offer, Map<String, Map<String, String>> namespaces) {
        if (offer.source() == Source.POD_CIDR) {
            return written.sources().contains(Source.POD_CIDR);
        }
        for (ServiceView service : offer.services()) {
            Optional<Map<String, String>> labels =
                    Optional.ofNullable(namespaces.get(service.key().namespace()));
            if (written.selection().isOf(service, labels)
                    && Asked.of(service, offer.source())
                            .orElse(written.sources().contains(offer.source()))) {
                return true;
            }
        }
        return false;
    }

    /** What is announced of it by this rule. */
    Prefix route(Offer offer) {
        if (byDefault) {
            return offer.aggregate();
        }
        if (offer.hostRoute() || offer.source() == Source.POD_CIDR) {
            return offer.prefix();
        }
        int length = offer.prefix().family() == IpFamily.IPV4
                ? written.aggregationLength().orElse(IpFamily.IPV4.bits())
                : written.aggregationLengthV6().orElse(IpFamily.IPV6.bits());
        return length == offer.prefix().length()
                ? offer.prefix()
                : Prefix.containing(offer.prefix().network(), length);
    }
}
