package io.routelb.model;

import java.time.Duration;
import java.util.List;

/**
 * An LBNodeAgent as written: where and how the selected nodes announce local addresses. {@code kube} fills the contract's defaults; the
 * interface expression is text, the planner judges it.
 *
 * @param localInterface {@code default}, or a regular expression that has to match a whole interface name
 * @param interfaces more interfaces, by name
 */
public record LBNodeAgentView(
        ObjectKey key,
        long generation,
        LabelSelector nodeSelector,
        String localInterface,
        String dummyInterface,
        List<String> interfaces,
        Garp garp,
        AddressConfig localAddress,
        AddressConfig dummyAddress) {
    /** Name of the interface of the default route, as manifests write it. */
    public static final String DEFAULT_INTERFACE = "default";

    /** Name of the interface of remote addresses where nothing is written. */
    public static final String DUMMY_INTERFACE = "kube-lb0";

    /** How a new address is announced to the neighbours. */
    public record Garp(boolean enabled, Duration initialDelay, int count, Duration interval, boolean verifyBeforeSend) {
        /** What holds where nothing is written. */
        public static final Garp DEFAULT = new Garp(true, Duration.ofMillis(100), 3, Duration.ofMillis(500), true);
    }

    /** What the kernel is told of an address; a lifetime of zero is for ever. */
    public record AddressConfig(Duration validLifetime, Duration preferredLifetime, boolean noPrefixRoute) {
        /** Of addresses on a local interface. */
        public static final AddressConfig LOCAL = new AddressConfig(Duration.ofMinutes(5), Duration.ofMinutes(5), true);
        /** Of addresses on kube-lb0. */
        public static final AddressConfig DUMMY = new AddressConfig(Duration.ZERO, Duration.ZERO, false);
    }

    /** What holds in a cluster without any LBNodeAgent. */
    public static final LBNodeAgentView DEFAULTS = new LBNodeAgentView(
            ObjectKey.cluster("defaults"),
            0,
            LabelSelector.ALL,
            DEFAULT_INTERFACE,
            DUMMY_INTERFACE,
            List.of(),
            Garp.DEFAULT,
            AddressConfig.LOCAL,
            AddressConfig.DUMMY);

    public LBNodeAgentView {
        interfaces = List.copyOf(interfaces);
    }
}
