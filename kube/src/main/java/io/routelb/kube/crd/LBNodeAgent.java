package io.routelb.kube.crd;

import io.kubernetes.client.openapi.models.V1Condition;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.routelb.kube.api.ObjectList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code purelb.io/v2 LBNodeAgent}: on which interfaces the selected nodes announce local addresses, and how. Namespaced. */
public final class LBNodeAgent extends CustomResource {
    public @Nullable Spec spec;
    public @Nullable Status status;

    /** What the user wrote. */
    public static final class Spec {
        public @Nullable V1LabelSelector nodeSelector;
        public @Nullable Local local;
    }

    /** Everything about links. */
    public static final class Local {
        public @Nullable String localInterface;
        public @Nullable String dummyInterface;
        public @Nullable List<String> interfaces;
        public @Nullable GarpConfig garpConfig;
        public @Nullable AddressConfigs addressConfig;
    }

    /** Gratuitous ARP and unsolicited neighbour advertisements; durations such as {@code 100ms}. */
    public static final class GarpConfig {
        public @Nullable Boolean enabled;
        public @Nullable String initialDelay;
        public @Nullable Integer count;
        public @Nullable String interval;
        public @Nullable Boolean verifyBeforeSend;
    }

    /** Of the two kinds of interface. */
    public static final class AddressConfigs {
        public @Nullable AddressConfig localInterface;
        public @Nullable AddressConfig dummyInterface;
    }

    /** Lifetimes are seconds; 0 is for ever. */
    public static final class AddressConfig {
        public @Nullable Integer validLifetime;
        public @Nullable Integer preferredLifetime;
        public @Nullable Boolean noPrefixRoute;
    }

    /** What the agents report. */
    public static final class Status {
        public @Nullable Long observedGeneration;
        public @Nullable List<V1Condition> conditions;
        public @Nullable Integer activeLeases;
    }

    /** The list of them. */
    public static final class ListOf extends ObjectList<LBNodeAgent> {}
}
