package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonObject;
import java.util.List;

/**
 * What {@link LiveReconfigure} changes, in order, and whether that needs a new session. Not here: the ways to name a peer, which have scenarios
 * of their own.
 */
final class LiveChanges {
    private LiveChanges() {}

    /**
     * One change.
     *
     * @param router what r1 does first of all, with which it has no session with n1 any more; empty = nothing
     * @param patch merged into the spec
     * @param concerned the nodes that need a new session
     */
    record Change(String what, String router, JsonObject patch, List<String> concerned) {
        static Change keeps(String what, JsonObject patch) {
            return new Change(what, "", patch, List.of());
        }

        static Change resets(String what, JsonObject patch, String... nodes) {
            return new Change(what, "", patch, List.of(nodes));
        }

        private static Change followed(String what, String router, JsonObject patch) {
            return new Change(what, "neighbor " + N1 + " " + router, patch, List.of("n1"));
        }
    }

    /** n1 to r1. */
    static final String N1 = "192.0.2.11";

    /** The Secret with it is {@link #SECRET}. */
    static final String PASSWORD = "correct-horse";

    static final String SECRET = "bgp-own";

    /** What is announced never costs a session. */
    static final List<Change> OF_ADVERTISEMENTS = List.of(
            Change.keeps("sources", object("sources", List.of("LoadBalancerIP"))),
            attributes("communities", List.of("64500:900")),
            attributes("largeCommunities", List.of("64500:1:2")),
            attributes("localPreference", 200),
            attributes("med", 7),
            attributes("asPathPrepend", 2),
            attributes("linkBandwidth", "PerEndpoint"),
            Change.keeps("aggregationLength", object("aggregationLength", 30)),
            Change.keeps("aggregationLengthV6", object("aggregationLengthV6", 126)),
            Change.keeps("maxNextHops", object("maxNextHops", 2)),
            Change.keeps("peers", object("peers", List.of("own"))),
            Change.keeps("peerSelector", object("peerSelector", labels("edge", "yes"))),
            Change.keeps("nodeSelector", object("nodeSelector", labels("kubernetes.io/hostname", "n1"))),
            Change.keeps("serviceGroups", object("serviceGroups", List.of("routed"))),
            Change.keeps("serviceSelector", object("serviceSelector", labels("tier", "web"))),
            Change.keeps("namespaceSelector", object("namespaceSelector", labels("team", "shop"))));

    /** What was said in the OPEN, or says how to dial, costs a new one. */
    static final List<Change> OF_PEERS = List.of(
            Change.keeps(
                    "nodeSelector", object("nodeSelector", object("matchLabels", object("kubernetes.io/os", "linux")))),
            Change.keeps("import.prefixes", imports("prefixes", List.of(object("cidr", "203.0.113.0/24")))),
            Change.keeps("import.maxPrefixes", imports("maxPrefixes", 20)),
            Change.keeps("import.warnPercent", imports("warnPercent", 50)),
            Change.keeps("import.restartAfter", imports("restartAfter", "1m")),
            Change.keeps("allowOwnASN", object("allowOwnASN", 1)),
            Change.keeps("bfd", object("bfd", object("transmitInterval", "500ms"))),
            Change.keeps("timers.keepaliveTime", timers("keepaliveTime", "2s")),
            Change.keeps("timers.connectRetryTime", timers("connectRetryTime", "900ms")),
            Change.keeps("port", object("port", 1179)),
            Change.keeps("port as it was", object("port", 179)),
            Change.keeps("passive", object("passive", true)),
            Change.keeps("passive no more", object("passive", false)),
            Change.resets("timers.holdTime", timers("holdTime", "30s"), "n1"),
            Change.resets("families", object("families", List.of("IPv4Unicast")), "n1"),
            Change.resets("gracefulRestart", object("gracefulRestart", object("restartTime", "88s")), "n1"),
            Change.resets(
                    "gracefulRestart.longLivedStaleTime",
                    object("gracefulRestart", object("longLivedStaleTime", "600s")),
                    "n1"),
            Change.resets("role", object("role", "Customer"), "n1"),
            Change.resets("strictRole", object("strictRole", true), "n1"),
            Change.resets("addPath", object("addPath", object("receive", true)), "n1"),
            Change.resets("extendedNextHop", object("extendedNextHop", true), "n1"),
            Change.resets("ebgpMultihop", object("ebgpMultihop", 2), "n1"),
            Change.resets("sourceAddress", object("sourceAddress", "192.0.2.11"), "n1"),
            Change.resets("localASN", object("localASN", 64_999), "n1"),
            Change.resets("asn", object("asn", "External"), "n1"),
            Change.followed(
                    "ttlSecurity",
                    "ttl-security hops 1",
                    RoutingChange.with(RoutingChange.without("ebgpMultihop"), "ttlSecurity", object("hops", 1))),
            Change.followed(
                    "passwordSecretRef", "password " + PASSWORD, object("passwordSecretRef", object("name", SECRET))));

    /** Of a node's configuration only what its sessions were begun with; n1's have an AS and graceful restart of their own by now. */
    static final List<Change> OF_CONFIGS = List.of(
            Change.keeps(
                    "nodeSelector", object("nodeSelector", object("matchLabels", object("kubernetes.io/os", "linux")))),
            Change.keeps("withdrawDelay", object("withdrawDelay", "300ms")),
            Change.keeps("drain", object("drain", object("onCordon", true, "gracefulShutdown", "1s"))),
            Change.keeps(
                    "externalIPs",
                    object(
                            "externalIPs",
                            object(
                                    "allowed", List.of("203.0.113.128/25"),
                                    "clusterIPRanges", List.of("10.96.0.0/12")))),
            Change.keeps("learnedRoutes.protectedPrefixes", learned("protectedPrefixes", List.of("10.0.0.0/8"))),
            Change.keeps("learnedRoutes.install", learned("install", true)),
            Change.keeps("learnedRoutes.metric", learned("metric", 2048)),
            Change.keeps("learnedRoutes.table", learned("table", 100)),
            Change.keeps("learnedRoutes.protocol", learned("protocol", 187)),
            Change.keeps("learnedRoutes.multipath", learned("multipath", false)),
            Change.keeps("learnedRoutes.maxPrefixes", learned("maxPrefixes", 500)),
            Change.keeps("bestPath", object("bestPath", object("maximumPaths", 4, "alwaysCompareMED", true))),
            Change.keeps("bmp", object("bmp", object("address", "192.0.2.1", "port", 11_019))),
            Change.keeps("podCIDRs", object("podCIDRs", object("advertise", "All"))),
            Change.keeps("mesh", object("mesh", object("enabled", true))),
            Change.keeps("listenAddresses", object("listenAddresses", List.of(N1, "2001:db8:0:2::11"))),
            Change.keeps("listenPort", object("listenPort", 1790)),
            Change.resets(
                    "gracefulRestart.longLivedStaleTime",
                    object("gracefulRestart", object("longLivedStaleTime", "300s")),
                    "n2",
                    "n3"),
            Change.resets("gracefulRestart", object("gracefulRestart", object("enabled", false)), "n2", "n3"),
            Change.resets("routerID", object("routerID", "192.0.2.99"), "n1", "n2", "n3"),
            Change.resets("localASN", object("localASN", 64_600), "n2", "n3"));

    private static Change attributes(String field, Object value) {
        return Change.keeps("attributes." + field, object("attributes", object(field, value)));
    }

    private static JsonObject labels(String key, String value) {
        return object("matchLabels", object(key, value));
    }

    private static JsonObject imports(String field, Object value) {
        return object("import", object(field, value));
    }

    private static JsonObject timers(String field, Object value) {
        return object("timers", object(field, value));
    }

    private static JsonObject learned(String field, Object value) {
        return object("learnedRoutes", object(field, value));
    }
}
