package io.routelb.kube.watch;

import static io.routelb.kube.watch.CoreViews.orEmpty;

import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.routelb.kube.crd.LBNodeAgent;
import io.routelb.model.InvalidValueException;
import io.routelb.model.LBNodeAgentView;
import io.routelb.model.LBNodeAgentView.AddressConfig;
import io.routelb.model.LBNodeAgentView.Garp;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** LBNodeAgents as views. Pure. Fills the defaults of the CRD again, for objects stored before a default existed. */
final class NodeAgentViews {
    private static final int SHORTEST_LIFETIME_SECONDS = 60;

    private NodeAgentViews() {}

    static LBNodeAgentView nodeAgent(LBNodeAgent agent, V1ObjectMeta meta) throws InvalidValueException {
        LBNodeAgent.Spec spec = agent.spec == null ? new LBNodeAgent.Spec() : agent.spec;
        LBNodeAgent.Local local = spec.local == null ? new LBNodeAgent.Local() : spec.local;
        LBNodeAgent.AddressConfigs configs =
                local.addressConfig == null ? new LBNodeAgent.AddressConfigs() : local.addressConfig;
        return new LBNodeAgentView(
                CoreViews.key(meta),
                meta.getGeneration() == null ? 0 : meta.getGeneration(),
                CustomViews.selector(spec.nodeSelector),
                orDefault(local.localInterface, LBNodeAgentView.DEFAULT_INTERFACE),
                orDefault(local.dummyInterface, LBNodeAgentView.DUMMY_INTERFACE),
                orEmpty(local.interfaces),
                garp(local.garpConfig),
                addressConfig(configs.localInterface, AddressConfig.LOCAL),
                addressConfig(configs.dummyInterface, AddressConfig.DUMMY));
    }

    private static Garp garp(LBNodeAgent.@Nullable GarpConfig written) throws InvalidValueException {
        if (written == null) {
            return Garp.DEFAULT;
        }
        int count = written.count == null ? Garp.DEFAULT.count() : written.count;
        if (count < 1 || count > 10) {
            throw new InvalidValueException("local.garpConfig.count " + count + " is not 1 to 10");
        }
        return new Garp(
                written.enabled == null || written.enabled,
                Durations.parse("local.garpConfig.initialDelay", written.initialDelay, Garp.DEFAULT.initialDelay()),
                count,
                Durations.parse("local.garpConfig.interval", written.interval, Garp.DEFAULT.interval()),
                written.verifyBeforeSend == null || written.verifyBeforeSend);
    }

    /** An absent preferred lifetime is the valid one; it can never be longer than that. */
    private static AddressConfig addressConfig(LBNodeAgent.@Nullable AddressConfig written, AddressConfig absent)
            throws InvalidValueException {
        if (written == null) {
            return absent;
        }
        Duration valid = written.validLifetime == null ? absent.validLifetime() : lifetime(written.validLifetime);
        Duration preferred = written.preferredLifetime == null ? valid : lifetime(written.preferredLifetime);
        boolean longer = !valid.isZero() && (preferred.isZero() || preferred.compareTo(valid) > 0);
        return new AddressConfig(
                valid,
                longer ? valid : preferred,
                written.noPrefixRoute == null ? absent.noPrefixRoute() : written.noPrefixRoute);
    }

    private static Duration lifetime(int seconds) throws InvalidValueException {
        if (seconds < 0) {
            throw new InvalidValueException("a lifetime of " + seconds + " s in local.addressConfig is negative");
        }
        return Duration.ofSeconds(seconds == 0 ? 0 : Math.max(seconds, SHORTEST_LIFETIME_SECONDS));
    }

    private static String orDefault(@Nullable String text, String absent) {
        return text == null || text.isEmpty() ? absent : text;
    }
}
