package io.routelb.node.resume;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.routelb.model.BgpAdvertisementView;
import io.routelb.model.BgpPeerView;
import io.routelb.model.BirdView;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.Condition;
import io.routelb.model.EndpointView;
import io.routelb.model.ExternalIpsView;
import io.routelb.model.FrrView;
import io.routelb.model.HostDaemons;
import io.routelb.model.IpFamily;
import io.routelb.model.LBNodeAgentView;
import io.routelb.model.LabelSelector;
import io.routelb.model.LearnedRoutesView;
import io.routelb.model.MeshView;
import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.PeerOptions;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RoutingConfigView;
import io.routelb.model.RoutingPolicies;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceView;
import io.routelb.model.SpeakerOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/** States of any shape, from a seed: every field takes odd values, every collection is empty at times. */
final class GeneratedStates {
    private static final List<String> TEXTS = List.of(
            "", "a", "purelb.io/pool-type", "n1", "10.0.0.0/8", "\u00e9\u4e2d\ud83d\ude80", "x".repeat(300), "\0\n");

    private final Random random;

    GeneratedStates(long seed) {
        random = new Random(seed);
    }

    KeptState state() {
        return new KeptState(text(), instant(), snapshot());
    }

    private ClusterSnapshot snapshot() {
        return new ClusterSnapshot(
                byKey(this::service, ServiceView::key),
                endpoints(),
                byKey(this::node, NodeView::name),
                byKey(this::group, ServiceGroupView::key),
                byKey(this::config, config -> config.key().name()),
                byKey(this::peer, peer -> peer.key().name()),
                byKey(this::agent, LBNodeAgentView::key),
                Map.of(),
                policies());
    }

    private ServiceView service() {
        return new ServiceView(
                key(),
                text(),
                text(),
                instant(),
                flag(),
                text(),
                text(),
                text(),
                list(() -> word(IpFamily.class)),
                word(ServiceView.IpFamilyPolicy.class),
                list(() -> new ServiceView.Port(text(), random.nextInt())),
                texts(),
                word(ServiceView.TrafficPolicy.class),
                texts(),
                list(() -> new ServiceView.Ingress(text(), text(), text())),
                list(() -> new Condition(text(), flag(), text(), text())),
                flag(),
                set(),
                new ServiceView.Exposure(
                        texts(), list(this::text), list(this::text), word(ServiceView.TrafficPolicy.class)));
    }

    private Map<ObjectKey, List<EndpointView>> endpoints() {
        Map<ObjectKey, List<EndpointView>> endpoints = new HashMap<>();
        for (ObjectKey key : list(this::key)) {
            endpoints.put(key, list(() -> new EndpointView(text(), flag(), flag(), flag())));
        }
        return endpoints;
    }

    private NodeView node() {
        return new NodeView(text(), texts(), texts(), flag(), flag(), flag(), list(this::address), list(this::prefix));
    }

    private ServiceGroupView group() {
        Map<IPAddress, Instant> cooling = new HashMap<>();
        list(this::address).forEach(address -> cooling.put(address, instant()));
        return new ServiceGroupView(
                key(),
                text(),
                instant(),
                random.nextLong(),
                text(),
                word(ServiceGroupView.Kind.class),
                list(() -> new ServiceGroupView.PoolText(
                        word(IpFamily.class), text(), text(), text(), list(this::text), flag())),
                set(),
                new ServiceGroupView.Policy(flag(), flag(), flag(), flag(), flag(), duration()),
                flag()
                        ? Optional.empty()
                        : Optional.of(new ServiceGroupView.External(text(), text(), word(ServiceGroupView.Kind.class))),
                cooling);
    }

    /** Whole constructors here and below: a new field does not compile until it is made up, too. */
    private RoutingConfigView config() {
        return new RoutingConfigView(
                key(),
                random.nextLong(),
                selector(),
                word(RoutingConfigView.Backend.class),
                random.nextLong(),
                text(),
                random.nextInt(),
                Set.copyOf(list(this::address)),
                duration(),
                restart(),
                flag()
                        ? Optional.of(new SpeakerOptions.Monitor(address(), random.nextInt(), duration()))
                        : Optional.empty(),
                new SpeakerOptions.BestPath(flag(), flag(), random.nextInt()),
                new LearnedRoutesView(
                        flag(),
                        random.nextInt(),
                        random.nextLong(),
                        random.nextInt(),
                        flag(),
                        list(this::prefix),
                        random.nextInt()),
                new ExternalIpsView(list(this::prefix), list(this::prefix)),
                new RoutingConfigView.Drain(flag(), duration()),
                new MeshView(flag(), secretRef(), bfd(), word(MeshView.PodRoutes.class)),
                new HostDaemons(
                        new BirdView(text(), word(BirdView.Mode.class), text(), text()),
                        new FrrView(word(FrrView.Mode.class), text(), text(), text())));
    }

    private Optional<BgpPeerView.SecretRef> secretRef() {
        return flag() ? Optional.of(new BgpPeerView.SecretRef(text(), text())) : Optional.empty();
    }

    private Optional<PeerOptions.Bfd> bfd() {
        return flag()
                ? Optional.of(
                        new PeerOptions.Bfd(interval(), interval(), 1 + random.nextInt(255), flag(), Optional.empty()))
                : Optional.empty();
    }

    private Prefix prefix() {
        IPAddress inside = address();
        return Prefix.containing(inside, random.nextInt(IpFamily.of(inside).bits() + 1));
    }

    private PeerOptions.Restart restart() {
        return new PeerOptions.Restart(flag(), duration(), flag(), duration());
    }

    private PeerOptions options() {
        return new PeerOptions(
                Optional.empty(),
                flag() ? OptionalInt.of(random.nextInt()) : OptionalInt.empty(),
                restart(),
                bfd(),
                flag() ? Optional.of(word(PeerOptions.Role.class)) : Optional.empty(),
                flag(),
                flag(),
                random.nextInt(),
                new PeerOptions.AddPath(flag(), flag()),
                flag(),
                new PeerOptions.Import(
                        list(() -> new PeerOptions.PrefixRule(prefix(), random.nextInt(), random.nextInt())),
                        random.nextInt(),
                        random.nextInt(),
                        duration()),
                PeerOptions.Inside.PLAIN);
    }

    private BgpPeerView peer() {
        return new BgpPeerView(
                key(),
                random.nextLong(),
                instant(),
                selector(),
                text(),
                text(),
                random.nextLong(),
                random.nextInt(),
                text(),
                duration(),
                duration(),
                duration(),
                random.nextInt(),
                list(() -> word(IpFamily.class)),
                flag(),
                secretRef(),
                flag() ? Optional.of(restart()) : Optional.empty(),
                options(),
                flag() ? Optional.of(new BgpPeerView.Range(text(), random.nextInt())) : Optional.empty(),
                texts());
    }

    private RoutingPolicies policies() {
        Map<String, Map<String, String>> namespaces = new HashMap<>();
        list(this::text).forEach(name -> namespaces.put(name, texts()));
        return new RoutingPolicies(
                byKey(this::advertisement, advertisement -> advertisement.key().name()), namespaces);
    }

    private BgpAdvertisementView advertisement() {
        return new BgpAdvertisementView(
                key(),
                random.nextLong(),
                instant(),
                Set.copyOf(list(() -> word(BgpAdvertisementView.Source.class))),
                new BgpAdvertisementView.Selection(set(), selector(), selector(), selector(), set(), selector()),
                new RouteAttributes(
                        list(random::nextInt),
                        list(() -> new RouteAttributes.LargeCommunity(unsigned(), unsigned(), unsigned())),
                        list(random::nextLong),
                        flag() ? OptionalLong.of(unsigned()) : OptionalLong.empty(),
                        flag() ? OptionalLong.of(unsigned()) : OptionalLong.empty(),
                        random.nextInt(11)),
                word(BgpAdvertisementView.LinkBandwidth.class),
                flag() ? OptionalInt.of(random.nextInt()) : OptionalInt.empty(),
                flag() ? OptionalInt.of(random.nextInt()) : OptionalInt.empty(),
                random.nextInt());
    }

    private long unsigned() {
        return Integer.toUnsignedLong(random.nextInt());
    }

    private LBNodeAgentView agent() {
        return new LBNodeAgentView(
                key(),
                random.nextLong(),
                selector(),
                text(),
                text(),
                list(this::text),
                new LBNodeAgentView.Garp(flag(), duration(), random.nextInt(), duration(), flag()),
                new LBNodeAgentView.AddressConfig(duration(), duration(), flag()),
                new LBNodeAgentView.AddressConfig(duration(), duration(), flag()));
    }

    private LabelSelector selector() {
        return new LabelSelector(
                texts(), list(() -> new LabelSelector.Requirement(text(), word(LabelSelector.Operator.class), set())));
    }

    private <K, V> Map<K, V> byKey(Supplier<V> one, Function<V, K> key) {
        Map<K, V> values = new HashMap<>();
        list(one).forEach(value -> values.put(key.apply(value), value));
        return values;
    }

    private <T> List<T> list(Supplier<T> one) {
        List<T> values = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            values.add(one.get());
        }
        return values;
    }

    private Map<String, String> texts() {
        Map<String, String> values = new HashMap<>();
        list(this::text).forEach(key -> values.put(key, text()));
        return values;
    }

    private Set<String> set() {
        return new TreeSet<>(list(this::text));
    }

    private ObjectKey key() {
        return new ObjectKey(text(), text());
    }

    private IPAddress address() {
        byte[] octets = new byte[flag() ? IPv4Address.BYTE_COUNT : IPv6Address.BYTE_COUNT];
        random.nextBytes(octets);
        return octets.length == IPv4Address.BYTE_COUNT ? new IPv4Address(octets) : new IPv6Address(octets);
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private <E extends Enum<E>> E word(Class<E> type) {
        E[] all = type.getEnumConstants();
        return all[random.nextInt(all.length)];
    }

    private boolean flag() {
        return random.nextBoolean();
    }

    private Instant instant() {
        return Instant.ofEpochSecond(random.nextInt() * 1000L, random.nextInt(1_000_000_000));
    }

    private Duration interval() {
        return Duration.ofMillis(10 + random.nextInt(59_990));
    }

    private Duration duration() {
        return Duration.ofNanos(random.nextLong());
    }
}
