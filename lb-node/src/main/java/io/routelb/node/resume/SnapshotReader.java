package io.routelb.node.resume;

import inet.ipaddr.IPAddress;
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
import io.routelb.model.RoutingConfigView;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceView;
import io.routelb.model.SpeakerOptions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A snapshot from bytes, the mirror of {@link SnapshotWriter}. Java evaluates arguments from left to right, so each constructor call
 * reads its record's fields in their order.
 */
final class SnapshotReader {
    private final FieldReader in;

    private SnapshotReader(FieldReader in) {
        this.in = in;
    }

    static ClusterSnapshot read(FieldReader in) throws StateException {
        SnapshotReader reader = new SnapshotReader(in);
        return new ClusterSnapshot(
                reader.byKey(reader::service, ServiceView::key),
                reader.endpoints(),
                reader.byKey(reader::node, NodeView::name),
                reader.byKey(reader::group, ServiceGroupView::key),
                reader.byKey(reader::config, config -> config.key().name()),
                reader.byKey(reader::peer, peer -> peer.key().name()),
                reader.byKey(reader::agent, LBNodeAgentView::key),
                Map.of(),
                PolicyFields.policies(in));
    }

    private <K, V> Map<K, V> byKey(FieldReader.Element<V> element, Function<V, K> key) throws StateException {
        Map<K, V> values = new HashMap<>();
        for (V value : in.all(element)) {
            FieldReader.put(values, key.apply(value), value);
        }
        return values;
    }

    private Map<ObjectKey, List<EndpointView>> endpoints() throws StateException {
        Map<ObjectKey, List<EndpointView>> values = new HashMap<>();
        for (Map.Entry<ObjectKey, List<EndpointView>> entry :
                in.all(() -> Map.entry(in.key(), List.copyOf(in.all(this::endpoint))))) {
            FieldReader.put(values, entry.getKey(), entry.getValue());
        }
        return values;
    }

    private EndpointView endpoint() throws StateException {
        return new EndpointView(in.text(), in.flag(), in.flag(), in.flag());
    }

    private ServiceView service() throws StateException {
        return new ServiceView(
                in.key(),
                in.text(),
                in.text(),
                in.instant(),
                in.flag(),
                in.text(),
                in.text(),
                in.text(),
                families(),
                in.word(ServiceView.IpFamilyPolicy.class),
                in.all(() -> new ServiceView.Port(in.text(), in.whole())),
                in.texts(),
                in.word(ServiceView.TrafficPolicy.class),
                in.texts(),
                in.all(() -> new ServiceView.Ingress(in.text(), in.text(), in.text())),
                in.all(() -> new Condition(in.text(), in.flag(), in.text(), in.text())),
                in.flag(),
                set(),
                exposure());
    }

    private ServiceView.Exposure exposure() throws StateException {
        return new ServiceView.Exposure(
                in.texts(), in.all(in::text), in.all(in::text), in.word(ServiceView.TrafficPolicy.class));
    }

    private NodeView node() throws StateException {
        return new NodeView(
                in.text(),
                in.texts(),
                in.texts(),
                in.flag(),
                in.flag(),
                in.flag(),
                in.all(in::address),
                in.all(in::prefix));
    }

    private ServiceGroupView group() throws StateException {
        return new ServiceGroupView(
                in.key(),
                in.text(),
                in.instant(),
                in.number(),
                in.text(),
                in.word(ServiceGroupView.Kind.class),
                in.all(this::pool),
                set(),
                policy(),
                external(),
                cooling());
    }

    private ServiceGroupView.PoolText pool() throws StateException {
        return new ServiceGroupView.PoolText(
                in.word(IpFamily.class), in.text(), in.text(), in.text(), in.all(in::text), in.flag());
    }

    private ServiceGroupView.Policy policy() throws StateException {
        return new ServiceGroupView.Policy(in.flag(), in.flag(), in.flag(), in.flag(), in.flag(), in.duration());
    }

    private Optional<ServiceGroupView.External> external() throws StateException {
        List<ServiceGroupView.External> found =
                in.all(() -> new ServiceGroupView.External(in.text(), in.text(), in.word(ServiceGroupView.Kind.class)));
        if (found.size() > 1) {
            throw new StateException("is damaged: a group has " + found.size() + " IPAMs");
        }
        return found.stream().findFirst();
    }

    private Map<IPAddress, Instant> cooling() throws StateException {
        Map<IPAddress, Instant> values = new HashMap<>();
        for (Map.Entry<IPAddress, Instant> entry : in.all(() -> Map.entry(in.address(), in.instant()))) {
            FieldReader.put(values, entry.getKey(), entry.getValue());
        }
        return values;
    }

    private RoutingConfigView config() throws StateException {
        return new RoutingConfigView(
                in.key(),
                in.number(),
                selector(),
                in.word(RoutingConfigView.Backend.class),
                in.number(),
                in.text(),
                in.whole(),
                Set.copyOf(in.all(in::address)),
                in.duration(),
                PeerFields.restart(in),
                PeerFields.one(in, () -> new SpeakerOptions.Monitor(in.address(), in.whole(), in.duration())),
                new SpeakerOptions.BestPath(in.flag(), in.flag(), in.whole()),
                learned(),
                new ExternalIpsView(in.all(in::prefix), in.all(in::prefix)),
                new RoutingConfigView.Drain(in.flag(), in.duration()),
                mesh(),
                new HostDaemons(
                        new BirdView(in.text(), in.word(BirdView.Mode.class), in.text(), in.text()),
                        new FrrView(in.word(FrrView.Mode.class), in.text(), in.text(), in.text())));
    }

    private MeshView mesh() throws StateException {
        return new MeshView(
                in.flag(),
                PeerFields.password(in),
                PeerFields.one(in, () -> PeerFields.bfd(in)),
                in.word(MeshView.PodRoutes.class));
    }

    private LearnedRoutesView learned() throws StateException {
        return new LearnedRoutesView(
                in.flag(), in.whole(), in.number(), in.whole(), in.flag(), in.all(in::prefix), in.whole());
    }

    private BgpPeerView peer() throws StateException {
        return new BgpPeerView(
                in.key(),
                in.number(),
                in.instant(),
                selector(),
                in.text(),
                in.text(),
                in.number(),
                in.whole(),
                in.text(),
                in.duration(),
                in.duration(),
                in.duration(),
                in.whole(),
                families(),
                in.flag(),
                PeerFields.password(in),
                PeerFields.ownRestart(in),
                PeerFields.options(in),
                PeerFields.range(in),
                in.texts());
    }

    private LBNodeAgentView agent() throws StateException {
        return new LBNodeAgentView(
                in.key(),
                in.number(),
                selector(),
                in.text(),
                in.text(),
                in.all(in::text),
                new LBNodeAgentView.Garp(in.flag(), in.duration(), in.whole(), in.duration(), in.flag()),
                addressConfig(),
                addressConfig());
    }

    private LBNodeAgentView.AddressConfig addressConfig() throws StateException {
        return new LBNodeAgentView.AddressConfig(in.duration(), in.duration(), in.flag());
    }

    private LabelSelector selector() throws StateException {
        return PolicyFields.selector(in);
    }

    private List<IpFamily> families() throws StateException {
        return in.all(() -> in.word(IpFamily.class));
    }

    private Set<String> set() throws StateException {
        return Set.copyOf(in.all(in::text));
    }
}
