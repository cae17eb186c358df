package io.routelb.kube.crd;

import com.google.gson.annotations.SerializedName;
import io.kubernetes.client.openapi.models.V1Condition;
import io.routelb.kube.api.ObjectList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code routelb.io/v1 RoutingNodeStatus}: what one node has acknowledged. Cluster-scoped, named as its node, status only. */
public final class RoutingNodeStatus extends CustomResource {
    public @Nullable Status status;

    /** What the node's agent reports; {@code lastUpdated} is RFC 3339. */
    public static final class Status {
        public @Nullable String backend;
        public @Nullable Long asn;
        public @Nullable String routerID;
        public @Nullable List<Peer> peers;
        public @Nullable List<Address> addresses;
        public @Nullable Long learnedRoutes;
        public @Nullable List<V1Condition> conditions;
        public @Nullable String lastUpdated;
    }

    /** One BGP session; {@code since} is RFC 3339, {@code hold} and {@code keepalive} are durations in force such as {@code 90s}. */
    public static final class Peer {
        public @Nullable String name;
        public @Nullable String address;
        public @Nullable Long asn;
        public @Nullable String state;
        public @Nullable String since;
        public @Nullable String hold;
        public @Nullable String keepalive;
        public @Nullable List<String> families;
        public @Nullable Long received;
        public @Nullable Long accepted;
        public @Nullable Long advertised;
        public @Nullable Long looped;
        public @Nullable String lastError;
        public @Nullable Long flaps;
        public @Nullable String bfd;
    }

    /** One Service address on this node; {@code services} are {@code namespace/name}, {@code reason} and {@code message} why it is not carried or advertised. */
    public static final class Address {
        public @Nullable String address;

        @SerializedName("interface")
        public @Nullable String link;

        public @Nullable Boolean inKernel;
        public @Nullable List<String> services;
        public @Nullable List<String> advertisedTo;
        public @Nullable String reason;
        public @Nullable String message;
    }

    /** The list of them. */
    public static final class ListOf extends ObjectList<RoutingNodeStatus> {}
}
