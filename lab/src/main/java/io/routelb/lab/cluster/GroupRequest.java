package io.routelb.lab.cluster;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.stream.Stream;

/** A ServiceGroup as a user would write it; every remote address is announced by a host route. */
public record GroupRequest(String name, String kind, List<Pool> pools) {
    public GroupRequest {
        pools = List.copyOf(pools);
    }

    /** A range of one family; {@code aggregation} as in the contract, announced by host routes unless said otherwise. */
    public record Pool(String pool, String subnet, List<String> exclude, boolean avoidEdges, String aggregation) {
        public Pool {
            exclude = List.copyOf(exclude);
        }

        public Pool(String pool, String subnet, List<String> exclude, boolean avoidEdges) {
            this(pool, subnet, exclude, avoidEdges, subnet.contains(":") ? "/128" : "/32");
        }

        /** Announced with another length. */
        public Pool aggregated(String length) {
            return new Pool(pool, subnet, exclude, avoidEdges, length);
        }

        /** All of the range. */
        public static Pool of(String pool, String subnet) {
            return new Pool(pool, subnet, List.of(), false);
        }

        private boolean isIpv6() {
            return subnet.contains(":");
        }

        private JsonObject json() {
            return object(
                    "pool", pool,
                    "subnet", subnet,
                    "aggregation", aggregation,
                    "exclude", exclude,
                    "avoidEdges", avoidEdges);
        }
    }

    /** A remote group of these ranges, in this order. */
    public static GroupRequest of(String name, Pool... pools) {
        return new GroupRequest(name, "remote", List.of(pools));
    }

    /** A local group of these ranges, in this order. */
    public static GroupRequest local(String name, Pool... pools) {
        return new GroupRequest(name, "local", List.of(pools));
    }

    JsonObject json() {
        JsonObject group = object(
                "apiVersion",
                "purelb.io/v2",
                "kind",
                "ServiceGroup",
                "metadata",
                object("name", name, "namespace", ClusterObjects.SYSTEM));
        group.add("spec", spec());
        return group;
    }

    JsonObject spec() {
        return object(
                kind,
                object(
                        "v4pools", jsons(pools.stream().filter(pool -> !pool.isIpv6())),
                        "v6pools", jsons(pools.stream().filter(Pool::isIpv6))));
    }

    private static List<JsonObject> jsons(Stream<Pool> pools) {
        return pools.map(Pool::json).toList();
    }
}
