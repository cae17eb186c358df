package io.routelb.kube.crd;

import io.kubernetes.client.openapi.models.V1Condition;
import io.routelb.kube.api.ObjectList;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code purelb.io/v2 ServiceGroup}: a pool of addresses and who may draw from it. Namespaced; read from the install namespace. */
public final class ServiceGroup extends CustomResource {
    public @Nullable Spec spec;
    public @Nullable Status status;

    /** What the user wrote; exactly one of {@code local}, {@code remote}, {@code external} is set (the CRD's rule). */
    public static final class Spec {
        public @Nullable List<String> namespaces;
        public @Nullable Boolean enforceNamespaces;
        public @Nullable Boolean namespaceDefault;
        public @Nullable String releaseCooldown;
        public @Nullable Local local;
        public @Nullable Remote remote;
        public @Nullable External external;
    }

    /** Addresses on the nodes' own subnet. */
    public static final class Local {
        public @Nullable AddressPool v4pool;
        public @Nullable AddressPool v6pool;
        public @Nullable List<AddressPool> v4pools;
        public @Nullable List<AddressPool> v6pools;
        public @Nullable Boolean skipIPv6DAD;
        public @Nullable Boolean multiPool;
        public @Nullable Boolean balancePools;
    }

    /** Addresses reached by routing. */
    public static final class Remote {
        public @Nullable AddressPool v4pool;
        public @Nullable AddressPool v6pool;
        public @Nullable List<AddressPool> v4pools;
        public @Nullable List<AddressPool> v6pools;
        public @Nullable Boolean multiPool;
        public @Nullable Boolean balancePools;
    }

    /** Addresses of somebody else's IPAM. */
    public static final class External {
        public @Nullable String provider;
        public @Nullable String socket;
        public @Nullable String announce;
    }

    /** A range and the subnet that holds it. */
    public static final class AddressPool {
        public @Nullable String pool;
        public @Nullable String subnet;
        public @Nullable String aggregation;
        public @Nullable List<String> exclude;
        public @Nullable Boolean avoidEdges;
    }

    /** What the allocator reports; an absent {@code available} means unknown. */
    public static final class Status {
        public @Nullable Long observedGeneration;
        public @Nullable String announce;
        public @Nullable String ipam;
        public @Nullable List<String> addresses;
        public @Nullable Long allocatedIPv4;
        public @Nullable Long allocatedIPv6;
        public @Nullable Long availableIPv4;
        public @Nullable Long availableIPv6;
        public @Nullable List<String> boundNamespaces;
        public @Nullable List<CoolingAddress> coolingAddresses;
        public @Nullable List<V1Condition> conditions;
    }

    /** A freed address and when it may be given again. */
    public static final class CoolingAddress {
        public @Nullable String address;
        public @Nullable OffsetDateTime until;
    }

    /** The list of them. */
    public static final class ListOf extends ObjectList<ServiceGroup> {}
}
