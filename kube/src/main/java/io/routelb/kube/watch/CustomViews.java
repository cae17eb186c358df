package io.routelb.kube.watch;

import static io.routelb.kube.watch.CoreViews.orEmpty;
import static io.routelb.kube.watch.CoreViews.text;

import inet.ipaddr.IPAddress;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1LabelSelectorRequirement;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.routelb.kube.crd.RoutingConfig;
import io.routelb.kube.crd.ServiceGroup;
import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.HostDaemons;
import io.routelb.model.InvalidValueException;
import io.routelb.model.IpFamily;
import io.routelb.model.LabelSelector;
import io.routelb.model.RouterId;
import io.routelb.model.RoutingConfigView;
import io.routelb.model.ServiceGroupView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our own kinds as views. Pure. Fills the defaults of the CRDs again, for objects stored before a default existed, and refuses with
 * one sentence what a schema should have refused.
 */
final class CustomViews {
    private static final Logger LOG = LoggerFactory.getLogger(CustomViews.class);
    static final long DEFAULT_LOCAL_ASN = 64512;
    static final String DEFAULT_IPAM_SOCKET = "/var/run/purelb/ipam.sock";
    static final int BGP_PORT = 179;
    static final Duration DEFAULT_WITHDRAW_DELAY = Duration.ofMillis(200);

    private CustomViews() {}

    static ServiceGroupView serviceGroup(ServiceGroup group, V1ObjectMeta meta) throws InvalidValueException {
        ServiceGroup.Spec spec = group.spec == null ? new ServiceGroup.Spec() : group.spec;
        List<ServiceGroupView.PoolText> pools = new ArrayList<>();
        ServiceGroup.Local local = spec.local;
        ServiceGroup.Remote remote = spec.remote;
        ServiceGroupView.Kind kind;
        if (local != null) {
            kind = ServiceGroupView.Kind.LOCAL;
            addPools(pools, IpFamily.IPV4, local.v4pools, local.v4pool);
            addPools(pools, IpFamily.IPV6, local.v6pools, local.v6pool);
        } else if (remote != null) {
            kind = ServiceGroupView.Kind.REMOTE;
            addPools(pools, IpFamily.IPV4, remote.v4pools, remote.v4pool);
            addPools(pools, IpFamily.IPV6, remote.v6pools, remote.v6pool);
        } else if (spec.external != null) {
            kind = ServiceGroupView.Kind.EXTERNAL;
        } else {
            throw new InvalidValueException("spec has none of local, remote and external");
        }
        return new ServiceGroupView(
                CoreViews.key(meta),
                text(meta.getUid()),
                CoreViews.created(meta),
                generation(meta),
                text(meta.getResourceVersion()),
                kind,
                pools,
                Set.copyOf(orEmpty(spec.namespaces)),
                policy(spec),
                spec.external == null ? Optional.empty() : Optional.of(external(spec.external)),
                cooling(group.status));
    }

    /** What cannot be read cools nothing. */
    private static Map<IPAddress, Instant> cooling(ServiceGroup.@Nullable Status status) {
        Map<IPAddress, Instant> cooling = new HashMap<>();
        for (ServiceGroup.CoolingAddress entry : orEmpty(status == null ? null : status.coolingAddresses)) {
            try {
                if (entry.until != null) {
                    cooling.put(Addresses.parse(text(entry.address)), entry.until.toInstant());
                }
            } catch (InvalidValueException e) {
                LOG.atWarn()
                        .addKeyValue("reason", e.getMessage())
                        .log("a cooling address of a ServiceGroup is left out");
            }
        }
        return cooling;
    }

    private static ServiceGroupView.Policy policy(ServiceGroup.Spec spec) throws InvalidValueException {
        ServiceGroup.Local local = spec.local == null ? new ServiceGroup.Local() : spec.local;
        ServiceGroup.Remote remote = spec.remote == null ? new ServiceGroup.Remote() : spec.remote;
        return new ServiceGroupView.Policy(
                isTrue(spec.enforceNamespaces),
                isTrue(spec.namespaceDefault),
                isTrue(local.multiPool) || isTrue(remote.multiPool),
                isTrue(local.balancePools) || isTrue(remote.balancePools),
                isTrue(local.skipIPv6DAD),
                Durations.parse("spec.releaseCooldown", spec.releaseCooldown, Duration.ZERO));
    }

    private static ServiceGroupView.External external(ServiceGroup.External external) throws InvalidValueException {
        ServiceGroupView.Kind announce = switch (text(external.announce)) {
            case "local" -> ServiceGroupView.Kind.LOCAL;
            case "remote" -> ServiceGroupView.Kind.REMOTE;
            default ->
                throw new InvalidValueException("spec.external.announce \"" + Addresses.shown(text(external.announce))
                        + "\" is not local or remote");
        };
        String socket = external.socket == null ? DEFAULT_IPAM_SOCKET : external.socket;
        return new ServiceGroupView.External(text(external.provider), socket, announce);
    }

    static boolean isTrue(@Nullable Boolean value) {
        return Boolean.TRUE.equals(value);
    }

    static RoutingConfigView routingConfig(RoutingConfig config, V1ObjectMeta meta) throws InvalidValueException {
        RoutingConfig.Spec spec = config.spec == null ? new RoutingConfig.Spec() : config.spec;
        return new RoutingConfigView(
                CoreViews.key(meta),
                generation(meta),
                selector(spec.nodeSelector),
                backend(spec.backend),
                Asn.parse(spec.localASN == null ? DEFAULT_LOCAL_ASN : spec.localASN, "localASN")
                        .value(),
                routerId(text(spec.routerID)),
                spec.listenPort == null ? BGP_PORT : spec.listenPort,
                SpeakerViews.listenAddresses(spec.listenAddresses),
                Durations.parse("withdrawDelay", spec.withdrawDelay, DEFAULT_WITHDRAW_DELAY),
                PeerViews.restart(spec.gracefulRestart),
                SpeakerViews.monitor(spec.bmp),
                SpeakerViews.bestPath(spec.bestPath),
                LearnedViews.learnedRoutes(spec.learnedRoutes),
                AdvertisementViews.externalIps(spec.externalIPs),
                drain(spec.drain == null ? new RoutingConfig.Drain() : spec.drain),
                MeshViews.mesh(spec.mesh, spec.podCIDRs),
                new HostDaemons(
                        HostDaemonViews.bird(spec.bird == null ? new RoutingConfig.Bird() : spec.bird),
                        HostDaemonViews.frr(spec.frr == null ? new RoutingConfig.Frr() : spec.frr)));
    }

    private static String routerId(String written) throws InvalidValueException {
        return written.isBlank() ? "" : RouterId.parse(written).toString();
    }

    private static RoutingConfigView.Drain drain(RoutingConfig.Drain written) throws InvalidValueException {
        Duration shutdown = Durations.parse(
                "drain.gracefulShutdown", written.gracefulShutdown, RoutingConfigView.Drain.DEFAULT.gracefulShutdown());
        if (shutdown.compareTo(RoutingConfigView.Drain.LONGEST) > 0) {
            throw new InvalidValueException(
                    "drain.gracefulShutdown is more than " + RoutingConfigView.Drain.LONGEST.toMinutes() + "m");
        }
        return new RoutingConfigView.Drain(isTrue(written.onCordon), shutdown);
    }

    static long generation(V1ObjectMeta meta) {
        return meta.getGeneration() == null ? 0 : meta.getGeneration();
    }

    private static void addPools(
            List<ServiceGroupView.PoolText> pools,
            IpFamily family,
            @Nullable List<ServiceGroup.AddressPool> list,
            ServiceGroup.@Nullable AddressPool single) {
        for (ServiceGroup.AddressPool pool : orEmpty(list)) {
            pools.add(poolText(family, pool));
        }
        if (single != null) {
            pools.add(poolText(family, single));
        }
    }

    private static ServiceGroupView.PoolText poolText(IpFamily family, ServiceGroup.AddressPool pool) {
        return new ServiceGroupView.PoolText(
                family,
                text(pool.pool),
                text(pool.subnet),
                text(pool.aggregation),
                orEmpty(pool.exclude),
                isTrue(pool.avoidEdges));
    }

    private static RoutingConfigView.Backend backend(@Nullable String backend) throws InvalidValueException {
        return switch (text(backend)) {
            case "Native" -> RoutingConfigView.Backend.NATIVE;
            case "BIRD" -> RoutingConfigView.Backend.BIRD;
            case "FRR" -> RoutingConfigView.Backend.FRR;
            case "", "Kernel" -> RoutingConfigView.Backend.KERNEL;
            default ->
                throw new InvalidValueException(
                        "backend \"" + Addresses.shown(text(backend)) + "\" is not Native, BIRD, FRR or Kernel");
        };
    }

    static LabelSelector selector(@Nullable V1LabelSelector selector) throws InvalidValueException {
        if (selector == null) {
            return LabelSelector.ALL;
        }
        List<LabelSelector.Requirement> requirements = new ArrayList<>();
        for (V1LabelSelectorRequirement expression : orEmpty(selector.getMatchExpressions())) {
            requirements.add(new LabelSelector.Requirement(
                    text(expression.getKey()),
                    operator(text(expression.getOperator())),
                    Set.copyOf(orEmpty(expression.getValues()))));
        }
        return new LabelSelector(orEmpty(selector.getMatchLabels()), requirements);
    }

    private static LabelSelector.Operator operator(String operator) throws InvalidValueException {
        return switch (operator) {
            case "In" -> LabelSelector.Operator.IN;
            case "NotIn" -> LabelSelector.Operator.NOT_IN;
            case "Exists" -> LabelSelector.Operator.EXISTS;
            case "DoesNotExist" -> LabelSelector.Operator.DOES_NOT_EXIST;
            default ->
                throw new InvalidValueException("selector operator \"" + Addresses.shown(operator)
                        + "\" is not In, NotIn, Exists or DoesNotExist");
        };
    }
}
