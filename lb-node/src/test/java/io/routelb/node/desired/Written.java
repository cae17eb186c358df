package io.routelb.node.desired;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.BgpPeerView;
import io.routelb.model.ExternalIpsView;
import io.routelb.model.HostDaemons;
import io.routelb.model.IpFamily;
import io.routelb.model.LabelSelector;
import io.routelb.model.LearnedRoutesView;
import io.routelb.model.MeshView;
import io.routelb.model.ObjectKey;
import io.routelb.model.PeerOptions;
import io.routelb.model.RoutingConfigView;
import io.routelb.model.RoutingConfigView.Backend;
import io.routelb.model.SpeakerOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** RoutingConfigs and BGPPeers as people write them: a test says what it is about, the rest are the contract's defaults. */
public final class Written {
    private Written() {}

    /** A native speaker of AS 64512. */
    public static Config config(String name) {
        return new Config(name);
    }

    /** A peer at that address, of AS 64500. */
    public static Peer peer(String name, String address) {
        return new Peer(name, address);
    }

    /** A RoutingConfig being written. */
    public static final class Config {
        private final String name;
        private LabelSelector selector = LabelSelector.ALL;
        private Backend backend = Backend.NATIVE;
        private long asn = 64512;
        private int listenPort = 179;
        private Set<IPAddress> listenAddresses = Set.of();
        private Optional<SpeakerOptions.Monitor> monitor = Optional.empty();
        private SpeakerOptions.BestPath bestPath = SpeakerOptions.BestPath.DEFAULT;
        private LearnedRoutesView learned = LearnedRoutesView.DEFAULT;
        private MeshView mesh = MeshView.OFF;

        private ExternalIpsView externalIps = ExternalIpsView.NONE;
        private RoutingConfigView.Drain drain = RoutingConfigView.Drain.DEFAULT;
        private HostDaemons daemons = HostDaemons.DEFAULT;

        private Config(String name) {
            this.name = name;
        }

        public Config selector(LabelSelector wanted) {
            selector = wanted;
            return this;
        }

        public Config backend(Backend wanted) {
            backend = wanted;
            return this;
        }

        public Config asn(long wanted) {
            asn = wanted;
            return this;
        }

        public Config listenPort(int wanted) {
            listenPort = wanted;
            return this;
        }

        public Config monitor(SpeakerOptions.Monitor wanted) {
            monitor = Optional.of(wanted);
            return this;
        }

        public Config listenAddresses(String... wanted) {
            listenAddresses = Arrays.stream(wanted).map(Addresses::of).collect(Collectors.toUnmodifiableSet());
            return this;
        }

        public Config bestPath(SpeakerOptions.BestPath wanted) {
            bestPath = wanted;
            return this;
        }

        public Config externalIps(ExternalIpsView wanted) {
            externalIps = wanted;
            return this;
        }

        public Config drain(boolean onCordon, Duration gracefulShutdown) {
            drain = new RoutingConfigView.Drain(onCordon, gracefulShutdown);
            return this;
        }

        public Config learned(LearnedRoutesView wanted) {
            learned = wanted;
            return this;
        }

        public Config mesh(MeshView wanted) {
            mesh = wanted;
            return this;
        }

        public Config daemons(HostDaemons wanted) {
            daemons = wanted;
            return this;
        }

        public RoutingConfigView view() {
            return new RoutingConfigView(
                    ObjectKey.cluster(name),
                    1,
                    selector,
                    backend,
                    asn,
                    "",
                    listenPort,
                    listenAddresses,
                    Duration.ofMillis(200),
                    PeerOptions.Restart.OFF,
                    monitor,
                    bestPath,
                    learned,
                    externalIps,
                    drain,
                    mesh,
                    daemons);
        }
    }

    /** A BGPPeer being written. */
    public static final class Peer {
        private final String name;
        private final String address;
        private Instant created = Instant.EPOCH;
        private LabelSelector selector = LabelSelector.ALL;
        private String asn = "64500";
        private String source = "";
        private Duration hold = Duration.ofSeconds(90);
        private boolean passive;
        private List<IpFamily> families = List.of();
        private long localAsn;
        private Optional<BgpPeerView.SecretRef> password = Optional.empty();
        private Optional<PeerOptions.Restart> restart = Optional.empty();
        private PeerOptions options = PeerOptions.DEFAULT;
        private Optional<BgpPeerView.Range> range = Optional.empty();

        private Map<String, String> labels = Map.of();

        private Peer(String name, String address) {
            this.name = name;
            this.address = address;
        }

        public Peer selector(LabelSelector wanted) {
            selector = wanted;
            return this;
        }

        public Peer created(long second) {
            created = Instant.ofEpochSecond(second);
            return this;
        }

        public Peer asn(String wanted) {
            asn = wanted;
            return this;
        }

        public Peer source(String wanted) {
            source = wanted;
            return this;
        }

        public Peer hold(Duration wanted) {
            hold = wanted;
            return this;
        }

        public Peer families(IpFamily... wanted) {
            families = List.of(wanted);
            return this;
        }

        public Peer localAsn(long wanted) {
            localAsn = wanted;
            return this;
        }

        public Peer passive(boolean wanted) {
            passive = wanted;
            return this;
        }

        public Peer password(Optional<BgpPeerView.SecretRef> wanted) {
            password = wanted;
            return this;
        }

        public Peer restart(Optional<PeerOptions.Restart> wanted) {
            restart = wanted;
            return this;
        }

        public Peer options(PeerOptions wanted) {
            options = wanted;
            return this;
        }

        public Peer range(BgpPeerView.Range wanted) {
            range = Optional.of(wanted);
            return this;
        }

        public Peer labels(Map<String, String> wanted) {
            labels = wanted;
            return this;
        }

        public BgpPeerView view() {
            return new BgpPeerView(
                    ObjectKey.cluster(name),
                    1,
                    created,
                    selector,
                    address,
                    asn,
                    localAsn,
                    179,
                    source,
                    hold,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(5),
                    1,
                    families,
                    passive,
                    password,
                    restart,
                    options,
                    range,
                    labels);
        }
    }
}
