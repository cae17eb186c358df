package io.routelb.node.app;

import io.routelb.kube.write.NodeStatus;
import io.routelb.model.Condition;
import io.routelb.model.RoutingConfigView.Backend;
import io.routelb.node.apply.NodeReport;
import io.routelb.redistribution.RoutingStatus;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** From what a pass reports to what the RoutingNodeStatus says. */
final class StatusMapping {
    private static final int LONGEST_MESSAGE = 1024;

    private StatusMapping() {}

    /** {@code learnedRoutes}: how many the kernel has; {@code more}: conditions besides those of routing. */
    static NodeStatus of(NodeReport report, int learnedRoutes, List<Condition> more) {
        boolean announces = report.backend().speaks();
        return new NodeStatus(
                name(report.backend()),
                announces ? OptionalLong.of(report.localAsn().value()) : OptionalLong.empty(),
                announces ? report.routerId().toString() : "",
                report.routing().peers().stream().map(StatusMapping::peer).toList(),
                report.addresses().stream().map(StatusMapping::address).toList(),
                learnedRoutes,
                Stream.of(
                                Stream.of(accepted(report), speaking(report), report.inService()),
                                report.neighbours().stream(),
                                more.stream())
                        .flatMap(conditions -> conditions)
                        .toList());
    }

    private static String name(Backend backend) {
        return switch (backend) {
            case NATIVE, KERNEL ->
                backend.name().charAt(0) + backend.name().substring(1).toLowerCase(Locale.ROOT);
            case BIRD, FRR -> backend.name();
        };
    }

    private static NodeStatus.Peer peer(RoutingStatus.Peer peer) {
        return new NodeStatus.Peer(
                peer.name(),
                peer.address().toCanonicalString(),
                peer.asn(),
                peer.state(),
                peer.since(),
                peer.hold(),
                peer.keepalive(),
                peer.families().stream().sorted().toList(),
                peer.received(),
                peer.accepted(),
                peer.advertised(),
                peer.looped(),
                peer.lastError(),
                peer.flaps(),
                peer.bfd().map(StatusMapping::bfd).orElse(""));
    }

    private static String bfd(RoutingStatus.Bfd session) {
        return session.problem().isEmpty() ? session.state() : session.state() + ": " + session.problem();
    }

    private static NodeStatus.Address address(NodeReport.AddressReport address) {
        return new NodeStatus.Address(
                address.address(),
                address.link(),
                address.inKernel(),
                address.services().stream().sorted().toList(),
                address.advertisedTo(),
                address.why().map(why -> why.reason().word()).orElse(""),
                address.why().map(why -> cut(why.sentence())).orElse(""));
    }

    private static Condition accepted(NodeReport report) {
        if (report.problems().isEmpty()) {
            return new Condition(
                    "Accepted", true, "Accepted", "every RoutingConfig and BGPPeer that selects this node is in force");
        }
        return new Condition(
                "Accepted",
                false,
                "Refused",
                cut(report.problems().stream().map(Condition::message).collect(Collectors.joining("; "))));
    }

    private static Condition speaking(NodeReport report) {
        List<String> problems = report.routing().problems();
        return problems.isEmpty()
                ? new Condition("BackendReady", true, "Ready", "the routing backend works")
                : new Condition("BackendReady", false, "Problem", cut(String.join("; ", problems)));
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE - 3) + "...";
    }
}
