package io.routelb.kube.watch;

import static io.routelb.kube.watch.CoreViews.orEmpty;
import static io.routelb.kube.watch.CoreViews.text;
import static io.routelb.kube.watch.PeerViews.within;

import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.routelb.kube.crd.BgpAdvertisement;
import io.routelb.kube.crd.RoutingConfig;
import io.routelb.model.Addresses;
import io.routelb.model.BgpAdvertisementView;
import io.routelb.model.BgpAdvertisementView.LinkBandwidth;
import io.routelb.model.BgpAdvertisementView.Selection;
import io.routelb.model.BgpAdvertisementView.Source;
import io.routelb.model.Community;
import io.routelb.model.ExternalIpsView;
import io.routelb.model.InvalidValueException;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RouteAttributes.LargeCommunity;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** BGPAdvertisements, and what they look at elsewhere, as views. Pure. Refuses what a schema should have refused. */
final class AdvertisementViews {
    private static final long MOST_32_BITS = 0xFFFF_FFFFL;
    private static final int MOST_COMMUNITIES = 64;
    private static final int MOST_RANGES = 256;
    private static final int MOST_PREPENDED = 10;
    private static final int MOST_NEXT_HOPS = 1024;

    private AdvertisementViews() {}

    static BgpAdvertisementView advertisement(BgpAdvertisement written, V1ObjectMeta meta)
            throws InvalidValueException {
        BgpAdvertisement.Spec spec = written.spec == null ? new BgpAdvertisement.Spec() : written.spec;
        BgpAdvertisement.Attributes attributes =
                spec.attributes == null ? new BgpAdvertisement.Attributes() : spec.attributes;
        return new BgpAdvertisementView(
                CoreViews.key(meta),
                CustomViews.generation(meta),
                CoreViews.created(meta),
                sources(orEmpty(spec.sources)),
                new Selection(
                        Set.copyOf(orEmpty(spec.serviceGroups)),
                        CustomViews.selector(spec.serviceSelector),
                        CustomViews.selector(spec.namespaceSelector),
                        CustomViews.selector(spec.nodeSelector),
                        Set.copyOf(orEmpty(spec.peers)),
                        CustomViews.selector(spec.peerSelector)),
                attributes(attributes),
                linkBandwidth(text(attributes.linkBandwidth)),
                length("aggregationLength", spec.aggregationLength, IpFamily.IPV4),
                length("aggregationLengthV6", spec.aggregationLengthV6, IpFamily.IPV6),
                within("maxNextHops", spec.maxNextHops, 0, MOST_NEXT_HOPS, 0));
    }

    private static Set<Source> sources(List<String> written) throws InvalidValueException {
        Set<Source> sources = EnumSet.noneOf(Source.class);
        for (String source : written) {
            sources.add(source(source));
        }
        if (sources.isEmpty()) {
            throw new InvalidValueException("sources names nothing to announce");
        }
        return sources;
    }

    private static Source source(String written) throws InvalidValueException {
        return switch (written) {
            case "LoadBalancerIP" -> Source.LOAD_BALANCER_IP;
            case "ExternalIP" -> Source.EXTERNAL_IP;
            case "ClusterIP" -> Source.CLUSTER_IP;
            case "PodCIDR" -> Source.POD_CIDR;
            default ->
                throw new InvalidValueException("sources: \"" + Addresses.shown(written)
                        + "\" is not LoadBalancerIP, ExternalIP, ClusterIP or PodCIDR");
        };
    }

    private static RouteAttributes attributes(BgpAdvertisement.Attributes written) throws InvalidValueException {
        Set<Integer> communities = new LinkedHashSet<>();
        for (String each : few("communities", orEmpty(written.communities))) {
            communities.add(Community.parse(each));
        }
        Set<LargeCommunity> large = new LinkedHashSet<>();
        for (String each : few("largeCommunities", orEmpty(written.largeCommunities))) {
            large.add(Community.parseLarge(each));
        }
        return new RouteAttributes(
                List.copyOf(communities),
                List.copyOf(large),
                List.of(),
                unsigned("attributes.med", written.med),
                unsigned("attributes.localPreference", written.localPreference),
                within("attributes.asPathPrepend", written.asPathPrepend, 0, MOST_PREPENDED, 0));
    }

    private static List<String> few(String field, List<String> written) throws InvalidValueException {
        if (written.size() > MOST_COMMUNITIES) {
            throw new InvalidValueException("attributes." + field + " has more than " + MOST_COMMUNITIES + " entries");
        }
        return written;
    }

    private static OptionalLong unsigned(String field, @Nullable Long written) throws InvalidValueException {
        if (written == null) {
            return OptionalLong.empty();
        }
        if (written < 0 || written > MOST_32_BITS) {
            throw new InvalidValueException(field + " " + written + " is not 0 to " + MOST_32_BITS);
        }
        return OptionalLong.of(written);
    }

    private static LinkBandwidth linkBandwidth(String written) throws InvalidValueException {
        return switch (written) {
            case "", "None" -> LinkBandwidth.NONE;
            case "PerEndpoint" -> LinkBandwidth.PER_ENDPOINT;
            default ->
                throw new InvalidValueException(
                        "attributes.linkBandwidth \"" + Addresses.shown(written) + "\" is not None or PerEndpoint");
        };
    }

    private static OptionalInt length(String field, @Nullable Integer written, IpFamily family)
            throws InvalidValueException {
        return written == null
                ? OptionalInt.empty()
                : OptionalInt.of(within(field, written, 1, family.bits(), family.bits()));
    }

    static ExternalIpsView externalIps(RoutingConfig.@Nullable ExternalIps written) throws InvalidValueException {
        if (written == null) {
            return ExternalIpsView.NONE;
        }
        List<Prefix> allowed = prefixes("externalIPs.allowed", orEmpty(written.allowed));
        List<Prefix> cluster = prefixes("externalIPs.clusterIPRanges", orEmpty(written.clusterIPRanges));
        if (!allowed.isEmpty() && cluster.isEmpty()) {
            throw new InvalidValueException("externalIPs.allowed needs externalIPs.clusterIPRanges");
        }
        return new ExternalIpsView(allowed, cluster);
    }

    private static List<Prefix> prefixes(String field, List<String> written) throws InvalidValueException {
        if (written.size() > MOST_RANGES) {
            throw new InvalidValueException(field + " has more than " + MOST_RANGES + " entries");
        }
        List<Prefix> prefixes = new ArrayList<>();
        for (String each : written) {
            prefixes.add(Prefix.parse(each));
        }
        return prefixes;
    }

    /** A Namespace, of which nothing is kept but its labels. */
    static Map<String, String> namespace(V1Namespace namespace, V1ObjectMeta meta) {
        return orEmpty(meta.getLabels());
    }
}
