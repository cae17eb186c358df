package io.routelb.node.resume;

import io.routelb.model.BgpPeerView;
import io.routelb.model.BirdView;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.Condition;
import io.routelb.model.FrrView;
import io.routelb.model.LBNodeAgentView;
import io.routelb.model.LabelSelector;
import io.routelb.model.LearnedRoutesView;
import io.routelb.model.MeshView;
import io.routelb.model.NodeAnnotations;
import io.routelb.model.NodeView;
import io.routelb.model.RoutingConfigView;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceView;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A snapshot field by field, in the order of the records; {@link SnapshotReader} is its mirror. Objects stand in the order of their keys,
 * so that equal snapshots give equal bytes. A change here is another {@link StateCodec#FORMAT}.
 */
final class SnapshotWriter {
    private final FieldWriter out;

    private SnapshotWriter(FieldWriter out) {
        this.out = out;
    }

    static void write(FieldWriter out, ClusterSnapshot snapshot) throws StateException {
        SnapshotWriter writer = new SnapshotWriter(out);
        out.all(new TreeMap<>(snapshot.services()).values(), writer::service);
        out.all(new TreeMap<>(snapshot.endpoints()).entrySet(), entry -> {
            out.key(entry.getKey());
            out.all(entry.getValue(), endpoint -> {
                out.text(endpoint.nodeName());
                out.flag(endpoint.ready());
                out.flag(endpoint.serving());
                out.flag(endpoint.terminating());
            });
        });
        out.all(new TreeMap<>(snapshot.nodes()).values(), writer::node);
        out.all(new TreeMap<>(snapshot.serviceGroups()).values(), writer::group);
        out.all(new TreeMap<>(snapshot.routingConfigs()).values(), writer::config);
        out.all(new TreeMap<>(snapshot.bgpPeers()).values(), writer::peer);
        out.all(new TreeMap<>(snapshot.nodeAgents()).values(), writer::agent);
        PolicyFields.write(out, snapshot.policies());
    }

    private void service(ServiceView service) throws StateException {
        out.key(service.key());
        out.text(service.uid());
        out.text(service.resourceVersion());
        out.instant(service.created());
        out.flag(service.deleting());
        out.text(service.type());
        out.text(service.loadBalancerClass());
        out.text(service.loadBalancerIP());
        words(service.ipFamilies());
        out.word(service.ipFamilyPolicy());
        out.all(service.ports(), port -> {
            out.text(port.protocol());
            out.number(port.number());
        });
        out.texts(service.selector());
        out.word(service.externalTrafficPolicy());
        out.texts(service.annotations());
        out.all(service.ingress(), ingress -> {
            out.text(ingress.ip());
            out.text(ingress.hostname());
            out.text(ingress.ipMode());
        });
        out.all(service.conditions(), this::condition);
        out.flag(service.headless());
        texts(new TreeSet<>(service.finalizers()));
        exposure(service.exposure());
    }

    private void exposure(ServiceView.Exposure exposure) throws StateException {
        out.texts(exposure.labels());
        texts(exposure.clusterIPs());
        texts(exposure.externalIPs());
        out.word(exposure.internalTrafficPolicy());
    }

    private void condition(Condition condition) throws StateException {
        out.text(condition.type());
        out.flag(condition.status());
        out.text(condition.reason());
        out.text(condition.message());
    }

    private void node(NodeView node) throws StateException {
        out.text(node.name());
        out.texts(node.labels());
        Map<String, String> annotations = new HashMap<>(node.annotations());
        annotations.replaceAll((key, value) -> NodeAnnotations.isSecret(key) ? NodeAnnotations.NOT_KEPT : value);
        out.texts(annotations);
        out.flag(node.ready());
        out.flag(node.networkUnavailable());
        out.flag(node.unschedulable());
        out.all(node.internalIPs(), out::address);
        out.all(node.podCIDRs(), out::prefix);
    }

    private void group(ServiceGroupView group) throws StateException {
        out.key(group.key());
        out.text(group.uid());
        out.instant(group.created());
        out.number(group.generation());
        out.text(group.resourceVersion());
        out.word(group.kind());
        out.all(group.pools(), this::pool);
        texts(new TreeSet<>(group.namespaces()));
        policy(group.policy());
        out.all(group.external().stream().toList(), external -> {
            out.text(external.provider());
            out.text(external.socket());
            out.word(external.announce());
        });
        out.all(new TreeMap<>(group.cooling()).entrySet(), entry -> {
            out.address(entry.getKey());
            out.instant(entry.getValue());
        });
    }

    private void pool(ServiceGroupView.PoolText pool) throws StateException {
        out.word(pool.family());
        out.text(pool.pool());
        out.text(pool.subnet());
        out.text(pool.aggregation());
        texts(pool.exclude());
        out.flag(pool.avoidEdges());
    }

    private void policy(ServiceGroupView.Policy policy) throws StateException {
        out.flag(policy.enforceNamespaces());
        out.flag(policy.namespaceDefault());
        out.flag(policy.multiPool());
        out.flag(policy.balancePools());
        out.flag(policy.skipIpv6Dad());
        out.duration(policy.releaseCooldown());
    }

    private void config(RoutingConfigView config) throws StateException {
        out.key(config.key());
        out.number(config.generation());
        selector(config.nodeSelector());
        out.word(config.backend());
        out.number(config.localAsn());
        out.text(config.routerId());
        out.number(config.listenPort());
        out.all(config.listenAddresses().stream().sorted().toList(), out::address);
        out.duration(config.withdrawDelay());
        PeerFields.write(out, config.restart());
        out.all(config.monitor().stream().toList(), station -> {
            out.address(station.address());
            out.number(station.port());
            out.duration(station.statistics());
        });
        out.flag(config.bestPath().alwaysCompareMed());
        out.flag(config.bestPath().deterministicMed());
        out.number(config.bestPath().maximumPaths());
        learned(config.learnedRoutes());
        out.all(config.externalIps().allowed(), out::prefix);
        out.all(config.externalIps().clusterIpRanges(), out::prefix);
        out.flag(config.drain().onCordon());
        out.duration(config.drain().gracefulShutdown());
        mesh(config.mesh());
        bird(config.hostDaemons().bird());
        frr(config.hostDaemons().frr());
    }

    private void bird(BirdView bird) throws StateException {
        out.text(bird.version());
        out.word(bird.mode());
        out.text(bird.configPath());
        out.text(bird.controlSocket());
    }

    private void frr(FrrView frr) throws StateException {
        out.word(frr.mode());
        out.text(frr.configPath());
        out.text(frr.vtyshPath());
        out.text(frr.socketDirectory());
    }

    private void mesh(MeshView mesh) throws StateException {
        out.flag(mesh.enabled());
        PeerFields.writePassword(out, mesh.password());
        PeerFields.writeBfd(out, mesh.bfd());
        out.word(mesh.podRoutes());
    }

    private void learned(LearnedRoutesView learned) throws StateException {
        out.flag(learned.install());
        out.number(learned.table());
        out.number(learned.metric());
        out.number(learned.protocol());
        out.flag(learned.multipath());
        out.all(learned.protectedPrefixes(), out::prefix);
        out.number(learned.maxPrefixes());
    }

    private void peer(BgpPeerView peer) throws StateException {
        out.key(peer.key());
        out.number(peer.generation());
        out.instant(peer.created());
        selector(peer.nodeSelector());
        out.text(peer.address());
        out.text(peer.asn());
        out.number(peer.localAsn());
        out.number(peer.port());
        out.text(peer.sourceAddress());
        out.duration(peer.holdTime());
        out.duration(peer.keepaliveTime());
        out.duration(peer.connectRetryTime());
        out.number(peer.ebgpMultihop());
        words(peer.families());
        out.flag(peer.passive());
        PeerFields.write(out, peer);
        out.texts(peer.labels());
    }

    private void agent(LBNodeAgentView agent) throws StateException {
        out.key(agent.key());
        out.number(agent.generation());
        selector(agent.nodeSelector());
        out.text(agent.localInterface());
        out.text(agent.dummyInterface());
        texts(agent.interfaces());
        out.flag(agent.garp().enabled());
        out.duration(agent.garp().initialDelay());
        out.number(agent.garp().count());
        out.duration(agent.garp().interval());
        out.flag(agent.garp().verifyBeforeSend());
        addressConfig(agent.localAddress());
        addressConfig(agent.dummyAddress());
    }

    private void addressConfig(LBNodeAgentView.AddressConfig config) throws StateException {
        out.duration(config.validLifetime());
        out.duration(config.preferredLifetime());
        out.flag(config.noPrefixRoute());
    }

    private void selector(LabelSelector selector) throws StateException {
        PolicyFields.write(out, selector);
    }

    private void words(List<? extends Enum<?>> words) throws StateException {
        out.all(words, out::word);
    }

    private void texts(Collection<String> texts) throws StateException {
        out.all(texts, out::text);
    }
}
