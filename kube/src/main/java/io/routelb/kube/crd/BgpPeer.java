package io.routelb.kube.crd;

import com.google.gson.JsonPrimitive;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.routelb.kube.api.ObjectList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code routelb.io/v1 BGPPeer}: whom the selected nodes talk to. Cluster-scoped. */
public final class BgpPeer extends CustomResource {
    public @Nullable Spec spec;

    /** What the user wrote. {@code asn} is a number up to 4294967295, more than client-java's IntOrString holds, or a word. */
    public static final class Spec {
        public @Nullable V1LabelSelector nodeSelector;
        public @Nullable String address;
        public @Nullable JsonPrimitive asn;
        public @Nullable Long localASN;
        public @Nullable Integer port;
        public @Nullable String sourceAddress;
        public @Nullable Timers timers;
        public @Nullable Integer ebgpMultihop;
        public @Nullable List<String> families;
        public @Nullable Boolean passive;
    }

    /** Durations as text, such as {@code 90s}. */
    public static final class Timers {
        public @Nullable String holdTime;
        public @Nullable String keepaliveTime;
        public @Nullable String connectRetryTime;
    }

    /** The list of them. */
    public static final class ListOf extends ObjectList<BgpPeer> {}
}
