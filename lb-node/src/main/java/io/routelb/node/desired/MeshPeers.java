package io.routelb.node.desired;

import inet.ipaddr.IPAddress;
import io.routelb.model.Asn;
import io.routelb.model.InvalidValueException;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.model.PeerOptions.PrefixRule;
import io.routelb.model.Prefix;
import io.routelb.model.RoutingConfigView;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SecretView;
import io.routelb.model.SessionPassword;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The nodes a node of a mesh has sessions with. One session for both families where both nodes have addresses of both, over IPv4; where they
 * have only one in common, over that, and between addresses of IPv6 alone IPv4 goes by RFC 8950.
 *
 * <p>Of a node nothing is taken but its own pod CIDRs, of a reflector those of all.
 *
 * @param problems a sentence for each thing that keeps sessions from being
 */
record MeshPeers(List<RoutingIntent.Peer> peers, List<String> problems) {
    private static final RoutingIntent.Timers TIMERS =
            new RoutingIntent.Timers(Duration.ofSeconds(90), Duration.ofSeconds(30), Duration.ofSeconds(5));

    MeshPeers {
        peers = List.copyOf(peers);
        problems = List.copyOf(problems);
    }

    /** {@code others} are those of that AS. */
    static MeshPeers of(
            MeshMember own,
            Asn asn,
            List<MeshMember> others,
            PodNetworks pods,
            RoutingConfigView config,
            Map<String, SecretView> secrets) {
        List<String> problems = new ArrayList<>();
        own.role().problems().forEach(each -> problems.add("Node " + own.name() + ": " + each));
        Collector collector;
        try {
            collector = new Collector(own, asn, pods, config, password(config, secrets));
        } catch (InvalidValueException e) {
            problems.add("RoutingConfig " + config.key() + ": mesh: " + e.sentence());
            return new MeshPeers(List.of(), problems);
        }
        others.forEach(collector::take);
        problems.addAll(collector.problems());
        return new MeshPeers(List.copyOf(collector.peers.values()), problems);
    }

    private static Optional<SessionPassword> password(RoutingConfigView config, Map<String, SecretView> secrets)
            throws InvalidValueException {
        return config.mesh().password().isPresent()
                ? Optional.of(Passwords.password(config.mesh().password().get(), secrets))
                : Optional.empty();
    }

    private static final class Collector {
        private final MeshMember own;
        private final Asn asn;
        private final PodNetworks pods;
        private final PeerOptions options;
        private final List<PrefixRule> all;
        private final Map<IPAddress, RoutingIntent.Peer> peers = new TreeMap<>();
        private final List<String> unreachable = new ArrayList<>();
        private final List<String> mute = new ArrayList<>();
        private final List<String> twice = new ArrayList<>();
        private boolean reflected;

        Collector(
                MeshMember own,
                Asn asn,
                PodNetworks pods,
                RoutingConfigView config,
                Optional<SessionPassword> password) {
            this.own = own;
            this.asn = asn;
            this.pods = pods;
            PeerOptions plain = PeerOptions.DEFAULT.withRestart(config.restart());
            PeerOptions watched = config.mesh().bfd().map(plain::withBfd).orElse(plain);
            this.options = password.map(watched::withPassword).orElse(watched);
            this.all = rules(pods.byNode().entrySet().stream()
                    .filter(each -> !each.getKey().equals(own.name()))
                    .flatMap(each -> each.getValue().stream())
                    .sorted()
                    .toList());
        }

        void take(MeshMember other) {
            if (!own.role().peersWith(other.role())) {
                return;
            }
            reflected |= other.role().reflectsTo(own.role());
            Optional<IpFamily> family = Stream.of(IpFamily.values())
                    .filter(each -> own.has(each) && other.has(each))
                    .findFirst();
            if (family.isEmpty()) {
                unreachable.add(other.name());
            } else if (own.listenPort() == 0 && other.listenPort() == 0) {
                mute.add(other.name());
            } else {
                RoutingIntent.Peer peer = peer(other, family.get());
                if (peers.putIfAbsent(peer.address(), peer) != null) {
                    twice.add(other.name());
                }
            }
        }

        private RoutingIntent.Peer peer(MeshMember other, IpFamily family) {
            Map<IpFamily, IPAddress> nextHops = nextHops(other);
            boolean extended = !nextHops.containsKey(IpFamily.IPV4);
            if (extended) {
                nextHops.put(IpFamily.IPV4, own.address(IpFamily.IPV6).orElseThrow());
            }
            return new RoutingIntent.Peer(
                    MeshPlan.peerName(other.name()),
                    other.address(family).orElseThrow(),
                    new RoutingIntent.PeerAsn.Internal(),
                    asn,
                    other.listenPort() == 0 ? own.listenPort() : other.listenPort(),
                    own.address(family),
                    TIMERS,
                    OptionalInt.empty(),
                    nextHops.keySet(),
                    other.listenPort() == 0,
                    options.withExtendedNextHop(extended)
                            .withRouteReflectorClient(own.role().reflectsTo(other.role()))
                            .withInside(new PeerOptions.Inside(own.role().reflects(), nextHops))
                            .withImports(imports(other)),
                    Map.of());
        }

        /** Ours in the families that both have. */
        private Map<IpFamily, IPAddress> nextHops(MeshMember other) {
            Map<IpFamily, IPAddress> nextHops = new EnumMap<>(IpFamily.class);
            for (IpFamily family : IpFamily.values()) {
                if (other.has(family)) {
                    own.address(family).ifPresent(address -> nextHops.put(family, address));
                }
            }
            return nextHops;
        }

        private PeerOptions.Import imports(MeshMember other) {
            PeerOptions.Import nothing = PeerOptions.Import.NOTHING;
            return new PeerOptions.Import(
                    other.role().reflects().isPresent() ? all : rules(pods.of(other.name())),
                    nothing.maxPrefixes(),
                    nothing.warnPercent(),
                    nothing.restartAfter());
        }

        private static List<PrefixRule> rules(List<Prefix> cidrs) {
            return cidrs.stream()
                    .map(each -> new PrefixRule(each, each.length(), each.length()))
                    .toList();
        }

        List<String> problems() {
            List<String> problems = new ArrayList<>();
            if (own.node().internalIPs().isEmpty()) {
                problems.add("Node " + own.name() + " has no InternalIP; it cannot take part in the mesh");
            } else if (!unreachable.isEmpty()) {
                problems.add("no session of the mesh with " + MeshPlan.some(unreachable)
                        + ": there is no InternalIP of a family that both nodes have");
            }
            if (!mute.isEmpty()) {
                problems.add("no session of the mesh with " + MeshPlan.some(mute)
                        + ": listenPort is 0 on both nodes, so that neither can dial the other");
            }
            if (!twice.isEmpty()) {
                problems.add("no session of the mesh with " + MeshPlan.some(twice)
                        + ": another node has the same InternalIP");
            }
            if (own.role().clientOf().isPresent() && !reflected) {
                problems.add("Node " + own.name() + " is a client of the route reflectors of cluster "
                        + own.role().clientOf().get() + ", and no node of its AS is one");
            }
            return problems;
        }
    }
}
