package io.routelb.kube.crd;

import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.routelb.kube.api.ObjectList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code routelb.io/v1 BGPAdvertisement}: what is announced to whom, and with what. Cluster-scoped. */
public final class BgpAdvertisement extends CustomResource {
    public @Nullable Spec spec;
    public @Nullable PolicyStatus status;

    /** What the user wrote. */
    public static final class Spec {
        public @Nullable List<String> sources;
        public @Nullable List<String> serviceGroups;
        public @Nullable V1LabelSelector serviceSelector;
        public @Nullable V1LabelSelector namespaceSelector;
        public @Nullable V1LabelSelector nodeSelector;
        public @Nullable List<String> peers;
        public @Nullable V1LabelSelector peerSelector;
        public @Nullable Attributes attributes;
        public @Nullable Integer aggregationLength;
        public @Nullable Integer aggregationLengthV6;
        public @Nullable Integer maxNextHops;
    }

    /** What the routes carry beside what BGP demands. */
    public static final class Attributes {
        public @Nullable List<String> communities;
        public @Nullable List<String> largeCommunities;
        public @Nullable Long localPreference;
        public @Nullable Long med;
        public @Nullable Integer asPathPrepend;
        public @Nullable String linkBandwidth;
    }

    /** The list of them. */
    public static final class ListOf extends ObjectList<BgpAdvertisement> {}
}
