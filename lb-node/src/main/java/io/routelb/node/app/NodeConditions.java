package io.routelb.node.app;

import io.routelb.kube.api.Utf8Limit;
import io.routelb.model.Condition;
import io.routelb.node.apply.NodeReport;
import io.routelb.node.desired.Reason;
import io.routelb.node.routes.Refusal;
import io.routelb.node.routes.kernel.RouteReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a RoutingNodeStatus says of the node's links and of local addresses. Pure. */
final class NodeConditions {
    private NodeConditions() {}

    /**
     * The conditions {@code ClusterRead}, {@code Undisturbed}, {@code KernelSettings} and {@code LocalAddresses}.
     *
     * @param ground whether the pass followed the API server or what was remembered of it
     * @param settings what is wrong with the kernel's settings
     * @param local what keeps local addresses from where they belong
     * @param untold per link why its neighbours cannot be told
     */
    static List<Condition> of(
            Condition ground,
            NodeReport report,
            List<String> settings,
            List<Condition> local,
            Map<String, String> untold) {
        return List.of(ground, undisturbed(report), settings(settings), local(report, local, untold));
    }

    private static Condition undisturbed(NodeReport report) {
        return report.fights().isEmpty()
                ? new Condition("Undisturbed", true, "Undisturbed", "nothing else changes Service addresses")
                : new Condition("Undisturbed", false, Reason.INTERFERENCE.word(), fight(report.fights()));
    }

    /** The sentence about a fight. */
    static String fight(Collection<String> fights) {
        return cut("something on this node keeps removing " + String.join(", ", fights)
                + "; find it with \"ip -ts monitor address\" and stop it");
    }

    private static Condition settings(List<String> sentences) {
        return sentences.isEmpty()
                ? new Condition("KernelSettings", true, "Suitable", "the kernel's settings suit local addresses")
                : new Condition("KernelSettings", false, "Unsuitable", cut(String.join("; ", sentences)));
    }

    private static Condition local(NodeReport report, List<Condition> problems, Map<String, String> untold) {
        List<Condition> all = new ArrayList<>(problems);
        for (NodeReport.AddressReport address : report.addresses()) {
            if (!address.routed()) {
                address.why()
                        .filter(why -> why.reason().isFault())
                        .ifPresent(why ->
                                all.add(new Condition("", false, why.reason().word(), why.sentence())));
            }
        }
        untold.forEach((link, reason) -> all.add(
                new Condition("", false, "CannotAnnounce", "neighbours on " + link + " are not told: " + reason)));
        return all.isEmpty()
                ? new Condition(
                        "LocalAddresses", true, "Ready", "nothing keeps this node from announcing local addresses")
                : new Condition(
                        "LocalAddresses",
                        false,
                        all.getFirst().reason(),
                        cut(String.join(
                                "; ", all.stream().map(Condition::message).toList())));
    }

    /** The condition {@code LearnedRoutes}: false when something is not in the kernel that should be. */
    static Condition learned(RouteReport routes) {
        String type = "LearnedRoutes";
        if (!routes.problem().isEmpty()) {
            return new Condition(type, false, "KernelUnreadable", cut(routes.problem()));
        }
        if (!routes.install()) {
            return new Condition(type, true, "NotInstalled", "learned routes are not put in the kernel");
        }
        String installed = "the kernel has " + routes.installed() + " learned routes";
        if (routes.examples().isEmpty()) {
            return new Condition(type, true, "Installed", installed);
        }
        List<String> examples = routes.examples().stream()
                .map(each -> each.prefix() + ": " + each.refusal().detail())
                .toList();
        int refused =
                routes.refused().values().stream().mapToInt(count -> count).sum();
        Optional<Refusal.Kind> fault =
                routes.refused().keySet().stream().filter(Refusal.Kind::isFault).findFirst();
        return new Condition(
                type,
                fault.isEmpty(),
                fault.map(Refusal.Kind::word).orElse("Installed"),
                cut(installed + " and not " + refused + " others, such as " + String.join("; ", examples)));
    }

    private static String cut(String text) {
        return Utf8Limit.cut(text, Utf8Limit.EVENT_NOTE);
    }
}
