package io.routelb.kube.crd;

import com.google.gson.JsonPrimitive;
import com.google.gson.annotations.SerializedName;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.routelb.kube.api.ObjectList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code routelb.io/v1 BGPPeer}: whom the selected nodes talk to. Cluster-scoped. */
public final class BgpPeer extends CustomResource {
    public @Nullable Spec spec;
    public @Nullable PolicyStatus status;

    /** What the user wrote. {@code asn} is a number up to 4294967295, more than client-java's IntOrString holds, or a word. */
    public static final class Spec {
        public @Nullable V1LabelSelector nodeSelector;
        public @Nullable String address;
        public @Nullable String prefix;
        public @Nullable Integer maxNeighbours;

        @SerializedName("interface")
        public @Nullable String link;

        public @Nullable String autoDiscovery;
        public @Nullable JsonPrimitive asn;
        public @Nullable Long localASN;
        public @Nullable Integer port;
        public @Nullable String sourceAddress;
        public @Nullable Timers timers;
        public @Nullable Integer ebgpMultihop;
        public @Nullable List<String> families;
        public @Nullable Boolean passive;
        public @Nullable SecretRef passwordSecretRef;
        public @Nullable TtlSecurity ttlSecurity;
        public @Nullable Bfd bfd;
        public @Nullable GracefulRestart gracefulRestart;
        public @Nullable Boolean routeReflectorClient;
        public @Nullable String role;
        public @Nullable Boolean strictRole;
        public @Nullable AddPath addPath;
        public @Nullable Integer allowOwnASN;
        public @Nullable Boolean extendedNextHop;

        @SerializedName("import")
        public @Nullable Import imports;
    }

    /** Where a password is. */
    public static final class SecretRef {
        public @Nullable String name;
        public @Nullable String key;
    }

    /** GTSM (RFC 5082). */
    public static final class TtlSecurity {
        public @Nullable Integer hops;
    }

    /** BFD (RFC 5880). */
    public static final class Bfd {
        public @Nullable Boolean enabled;
        public @Nullable String transmitInterval;
        public @Nullable String receiveInterval;
        public @Nullable Integer detectMultiplier;
        public @Nullable Boolean multihop;
    }

    /** Several paths for a prefix (RFC 7911). */
    public static final class AddPath {
        public @Nullable Boolean send;
        public @Nullable Boolean receive;
    }

    /** What is accepted. */
    public static final class Import {
        public @Nullable List<ImportedPrefix> prefixes;
        public @Nullable Integer maxPrefixes;
        public @Nullable Integer warnPercent;
        public @Nullable String restartAfter;
    }

    /** Prefixes inside {@code cidr}; without {@code ge} and {@code le} that one alone. */
    public static final class ImportedPrefix {
        public @Nullable String cidr;
        public @Nullable Integer ge;
        public @Nullable Integer le;
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
