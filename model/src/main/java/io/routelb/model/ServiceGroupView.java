package io.routelb.model;

import inet.ipaddr.IPAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A ServiceGroup as written; ranges are still text, {@link AddressPool#parse} judges them. {@code kind} says which of the three
 * alternatives is set; {@code pools} are in the order they are tried (lists first, then the single pool).
 *
 * @param namespaces whose Services it is for; empty = every namespace
 * @param external set exactly when {@code kind} is {@link Kind#EXTERNAL}
 * @param cooling of its status: freed addresses and when they may be given again
 */
public record ServiceGroupView(
        ObjectKey key,
        String uid,
        Instant created,
        long generation,
        String resourceVersion,
        Kind kind,
        List<PoolText> pools,
        Set<String> namespaces,
        Policy policy,
        Optional<External> external,
        Map<IPAddress, Instant> cooling) {
    /** A group whose status says nothing of cooling addresses. */
    public ServiceGroupView(
            ObjectKey key,
            String uid,
            Instant created,
            long generation,
            String resourceVersion,
            Kind kind,
            List<PoolText> pools,
            Set<String> namespaces,
            Policy policy,
            Optional<External> external) {
        this(key, uid, created, generation, resourceVersion, kind, pools, namespaces, policy, external, Map.of());
    }

    /** Which of {@code spec.local}, {@code spec.remote}, {@code spec.external} is set. */
    public enum Kind {
        LOCAL,
        REMOTE,
        EXTERNAL
    }

    /**
     * How the group hands out addresses.
     *
     * @param enforceNamespaces fences its namespaces in both directions
     * @param namespaceDefault whether Services of its namespaces that name no group get this one, where several serve them
     * @param multiPool an address of each range instead of one
     * @param balancePools the least used range instead of the first
     * @param skipIpv6Dad whether agents skip duplicate address detection
     * @param releaseCooldown a freed address is not given again before this has passed; zero or more
     */
    public record Policy(
            boolean enforceNamespaces,
            boolean namespaceDefault,
            boolean multiPool,
            boolean balancePools,
            boolean skipIpv6Dad,
            Duration releaseCooldown) {
        /** All defaults. */
        public static final Policy PLAIN = new Policy(false, false, false, false, false, Duration.ZERO);
    }

    /**
     * An IPAM outside the cluster.
     *
     * @param provider its name, for people
     * @param socket absolute path of the Unix socket it answers on
     * @param announce {@link Kind#LOCAL} or {@link Kind#REMOTE}
     */
    public record External(String provider, String socket, Kind announce) {}

    /** One AddressPool as written; {@code family} comes from the field it stood in (v4pool, v6pools, ...). */
    public record PoolText(
            IpFamily family, String pool, String subnet, String aggregation, List<String> exclude, boolean avoidEdges) {
        public PoolText {
            exclude = List.copyOf(exclude);
        }

        /** A pool that hands out all of its addresses. */
        public PoolText(IpFamily family, String pool, String subnet, String aggregation) {
            this(family, pool, subnet, aggregation, List.of(), false);
        }
    }

    public ServiceGroupView {
        pools = List.copyOf(pools);
        namespaces = Set.copyOf(namespaces);
        cooling = FrozenMap.copyOf(cooling);
    }

    /** What its user wrote, without a version: equal as long as only its status changes. */
    public ServiceGroupView withoutStatus() {
        return new ServiceGroupView(
                key, uid, created, generation, "", kind, pools, namespaces, policy, external, Map.of());
    }
}
