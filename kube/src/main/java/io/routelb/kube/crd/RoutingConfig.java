package io.routelb.kube.crd;

import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.routelb.kube.api.ObjectList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code routelb.io/v1 RoutingConfig}: how the selected nodes redistribute. Cluster-scoped. */
public final class RoutingConfig extends CustomResource {
    public @Nullable Spec spec;
    public @Nullable PolicyStatus status;

    /** What the user wrote; defaults are the CRD's and repeated by {@code watch} for objects stored before a default existed. */
    public static final class Spec {
        public @Nullable V1LabelSelector nodeSelector;
        public @Nullable String backend;
        public @Nullable Long localASN;
        public @Nullable String routerID;
        public @Nullable Integer listenPort;
        public @Nullable List<String> listenAddresses;
        public @Nullable String withdrawDelay;
        public @Nullable GracefulRestart gracefulRestart;
        public @Nullable Bmp bmp;
        public @Nullable BestPath bestPath;
        public @Nullable LearnedRoutes learnedRoutes;
        public @Nullable ExternalIps externalIPs;
        public @Nullable Mesh mesh;
        public @Nullable PodCidrs podCIDRs;
        public @Nullable Drain drain;
        public @Nullable Bird bird;
        public @Nullable Frr frr;
    }

    /** The host's BIRD. */
    public static final class Bird {
        public @Nullable String version;
        public @Nullable String mode;
        public @Nullable String configPath;
        public @Nullable String controlSocket;
    }

    /** The host's FRR. */
    public static final class Frr {
        public @Nullable String mode;
        public @Nullable String configPath;
        public @Nullable String vtyshPath;
        public @Nullable String socketDirectory;
    }

    /** The BMP station (RFC 7854). */
    public static final class Bmp {
        public @Nullable String address;
        public @Nullable Integer port;
        public @Nullable String statisticsInterval;
    }

    /** How one path is chosen among several (RFC 4271 section 9.1). */
    public static final class BestPath {
        public @Nullable Boolean alwaysCompareMED;
        public @Nullable Boolean deterministicMED;
        public @Nullable Integer maximumPaths;
    }

    /** How a node is taken out. */
    public static final class Drain {
        public @Nullable Boolean onCordon;
        public @Nullable String gracefulShutdown;
    }

    /** What is made of the routes peers tell. */
    public static final class LearnedRoutes {
        public @Nullable Boolean install;
        public @Nullable Long table;
        public @Nullable Long metric;
        public @Nullable Long protocol;
        public @Nullable Boolean multipath;
        public @Nullable List<String> protectedPrefixes;
        public @Nullable Long maxPrefixes;
    }

    /** Which external IPs of Services may be announced. */
    public static final class ExternalIps {
        public @Nullable List<String> allowed;
        public @Nullable List<String> clusterIPRanges;
    }

    /** iBGP between the nodes. */
    public static final class Mesh {
        public @Nullable Boolean enabled;
        public BgpPeer.@Nullable SecretRef passwordSecretRef;
        public BgpPeer.@Nullable Bfd bfd;
    }

    /** Who is told the nodes' pod CIDRs. */
    public static final class PodCidrs {
        public @Nullable String advertise;
    }

    /** The list of them. */
    public static final class ListOf extends ObjectList<RoutingConfig> {}
}
