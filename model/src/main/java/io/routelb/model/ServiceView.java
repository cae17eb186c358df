package io.routelb.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What RouteLB reads of a Service. Text that may be wrong (annotations, ingress addresses) stays text: the planner judges it. */
public record ServiceView(
        ObjectKey key,
        String uid,
        String resourceVersion,
        Instant created,
        boolean deleting,
        String type,
        String loadBalancerClass,
        String loadBalancerIP,
        List<IpFamily> ipFamilies,
        IpFamilyPolicy ipFamilyPolicy,
        List<Port> ports,
        Map<String, String> selector,
        TrafficPolicy externalTrafficPolicy,
        Map<String, String> annotations,
        List<Ingress> ingress,
        List<Condition> conditions,
        boolean headless,
        Set<String> finalizers,
        Exposure exposure) {

    /** Type of the condition that says whether a Service has its addresses, and if not, why. */
    public static final String ADDRESS_ALLOCATED = "routelb.io/AddressAllocated";

    /** {@code spec.ipFamilyPolicy}. */
    public enum IpFamilyPolicy {
        SINGLE_STACK,
        PREFER_DUAL_STACK,
        REQUIRE_DUAL_STACK
    }

    /** {@code spec.externalTrafficPolicy}. */
    public enum TrafficPolicy {
        CLUSTER,
        LOCAL
    }

    /** A port of the Service; protocol is {@code TCP}, {@code UDP} or {@code SCTP}, number 1-65535. */
    public record Port(String protocol, int number) {}

    /** An entry of {@code status.loadBalancer.ingress}; absent fields are empty. */
    public record Ingress(String ip, String hostname, String ipMode) {}

    /**
     * What decides over its routes beside the addresses of the status. Addresses are as written.
     *
     * @param clusterIPs {@code spec.clusterIPs}; none of a headless Service
     */
    public record Exposure(
            Map<String, String> labels,
            List<String> clusterIPs,
            List<String> externalIPs,
            TrafficPolicy internalTrafficPolicy) {
        /** Of a Service without labels and such addresses. */
        public static final Exposure PLAIN = new Exposure(Map.of(), List.of(), List.of(), TrafficPolicy.CLUSTER);

        public Exposure {
            labels = Map.copyOf(labels);
            clusterIPs = List.copyOf(clusterIPs);
            externalIPs = List.copyOf(externalIPs);
        }
    }

    /** With {@link Exposure#PLAIN}. */
    public ServiceView(
            ObjectKey key,
            String uid,
            String resourceVersion,
            Instant created,
            boolean deleting,
            String type,
            String loadBalancerClass,
            String loadBalancerIP,
            List<IpFamily> ipFamilies,
            IpFamilyPolicy ipFamilyPolicy,
            List<Port> ports,
            Map<String, String> selector,
            TrafficPolicy externalTrafficPolicy,
            Map<String, String> annotations,
            List<Ingress> ingress,
            List<Condition> conditions,
            boolean headless,
            Set<String> finalizers) {
        this(
                key,
                uid,
                resourceVersion,
                created,
                deleting,
                type,
                loadBalancerClass,
                loadBalancerIP,
                ipFamilies,
                ipFamilyPolicy,
                ports,
                selector,
                externalTrafficPolicy,
                annotations,
                ingress,
                conditions,
                headless,
                finalizers,
                Exposure.PLAIN);
    }

    public ServiceView {
        ipFamilies = List.copyOf(ipFamilies);
        ports = List.copyOf(ports);
        selector = Map.copyOf(selector);
        annotations = Map.copyOf(annotations);
        ingress = List.copyOf(ingress);
        conditions = List.copyOf(conditions);
        finalizers = Set.copyOf(finalizers);
    }

    /**
     * A LoadBalancer Service that shows these addresses, all else as a plain one has it: IPv4 and single-stack, one port, a selector after
     * its name. For snapshots that no API server gave.
     */
    public static ServiceView showing(
            ObjectKey key, TrafficPolicy policy, Map<String, String> annotations, List<String> addresses) {
        return new ServiceView(
                key,
                "uid-" + key.name(),
                "1",
                Instant.EPOCH,
                false,
                "LoadBalancer",
                "",
                "",
                List.of(IpFamily.IPV4),
                IpFamilyPolicy.SINGLE_STACK,
                List.of(new Port("TCP", 80)),
                Map.of("app", key.name()),
                policy,
                annotations,
                addresses.stream()
                        .map(address -> new Ingress(address, "", "VIP"))
                        .toList(),
                List.of(),
                false,
                Set.of());
    }

    /** The same Service with other marks and another status, read at that version. */
    public ServiceView with(
            String otherVersion,
            Map<String, String> otherAnnotations,
            Set<String> otherFinalizers,
            List<Ingress> otherIngress,
            List<Condition> otherConditions) {
        return new ServiceView(
                key,
                uid,
                otherVersion,
                created,
                deleting,
                type,
                loadBalancerClass,
                loadBalancerIP,
                ipFamilies,
                ipFamilyPolicy,
                ports,
                selector,
                externalTrafficPolicy,
                otherAnnotations,
                otherIngress,
                otherConditions,
                headless,
                otherFinalizers,
                exposure);
    }

    /** The same Service, exposed like that. */
    public ServiceView withExposure(Exposure other) {
        return new ServiceView(
                key,
                uid,
                resourceVersion,
                created,
                deleting,
                type,
                loadBalancerClass,
                loadBalancerIP,
                ipFamilies,
                ipFamilyPolicy,
                ports,
                selector,
                externalTrafficPolicy,
                annotations,
                ingress,
                conditions,
                headless,
                finalizers,
                other);
    }

    /** Whether nothing but the version differs. What changes most often is looked at first. */
    @SuppressWarnings("ReferenceEquality") // the very same one, as it mostly is, need not be compared
    public boolean equalsButVersion(ServiceView other) {
        return this == other || (key.equals(other.key) && hasSameContent(other));
    }

    private boolean hasSameContent(ServiceView other) {
        return ingress.equals(other.ingress)
                && annotations.equals(other.annotations)
                && conditions.equals(other.conditions)
                && finalizers.equals(other.finalizers)
                && deleting == other.deleting
                && uid.equals(other.uid)
                && type.equals(other.type)
                && ports.equals(other.ports)
                && selector.equals(other.selector)
                && externalTrafficPolicy == other.externalTrafficPolicy
                && loadBalancerClass.equals(other.loadBalancerClass)
                && loadBalancerIP.equals(other.loadBalancerIP)
                && ipFamilies.equals(other.ipFamilies)
                && ipFamilyPolicy == other.ipFamilyPolicy
                && headless == other.headless
                && exposure.equals(other.exposure)
                && created.equals(other.created);
    }

    /** Written out, as for {@link ObjectKey#equals}. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof ServiceView view
                        && resourceVersion.equals(view.resourceVersion)
                        && equalsButVersion(view));
    }

    @Override
    public int hashCode() {
        return 31 * key.hashCode() + resourceVersion.hashCode();
    }

    public boolean isLoadBalancer() {
        return "LoadBalancer".equals(type);
    }

    /** The annotation's value, or empty text. */
    public String annotation(String name) {
        return annotations.getOrDefault(name, "");
    }
}
