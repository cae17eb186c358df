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
            if (isAbout(service, offer.source(), namespaces)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAbout(ServiceView service, Source source, Map<String, Map<String, String>> namespaces) {
        return Asked.of(service, source).orElse(written.sources().contains(source))
                && written.selection()
                        .isOf(
                                service,
                                Optional.ofNullable(namespaces.get(service.key().namespace())));
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
        return Prefix.containing(offer.prefix().network(), length);
    }
}
