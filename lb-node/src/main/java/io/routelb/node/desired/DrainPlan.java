package io.routelb.node.desired;

import inet.ipaddr.IPAddress;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.DrainRule;
import io.routelb.model.DrainRule.Trigger;
import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.Prefix;
import io.routelb.model.RoutingConfigView;
import io.routelb.model.ServiceView;
import io.routelb.node.desired.PlannedAddress.Trait;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which addresses a node is to let go of whose routes it tells. Local ones have an election, in which a node that is taken out is the last
 * resort: those the node has all the same stay. Pure.
 *
 * @param reason why; of no account when nothing goes or stays
 * @param trigger in words; empty when the node is not taken out
 * @param going addresses to let go of
 * @param staying addresses that would go, were there another node that can serve them
 * @param standBack how long their routes stand back before they are withdrawn (RFC 8326)
 * @param takers nodes that come for what can be served anywhere; empty = all goes, whoever is left to serve it
 */
public record DrainPlan(
        Reason reason,
        String trigger,
        Set<IPAddress> going,
        Set<IPAddress> staying,
        Duration standBack,
        Optional<Set<String>> takers) {
    /** The node serves. */
    public static final DrainPlan NONE =
            new DrainPlan(Reason.NODE_DRAINED, "", Set.of(), Set.of(), Duration.ZERO, Optional.empty());

    public DrainPlan {
        going = Set.copyOf(going);
        staying = Set.copyOf(staying);
        takers = takers.map(Set::copyOf);
    }

    /**
     * An address that is told and on no link.
     *
     * @param onlyNodes the nodes that can serve it; empty = every node that may announce at all
     */
    public record Exposed(IPAddress address, Optional<Set<String>> onlyNodes) {
        public Exposed {
            onlyNodes = onlyNodes.map(Set::copyOf);
        }
    }

    /** Whether the node is taken out. */
    public boolean isOne() {
        return !trigger.isEmpty();
    }

    /** With these, too. */
    public DrainPlan and(Collection<Exposed> exposed) {
        if (!isOne() || exposed.isEmpty()) {
            return this;
        }
        Set<IPAddress> more = new HashSet<>(going);
        Set<IPAddress> fewer = new HashSet<>(staying);
        exposed.forEach(each -> (stays(each) ? fewer : more).add(each.address()));
        more.removeAll(fewer);
        return new DrainPlan(reason, trigger, more, fewer, standBack, takers);
    }

    private boolean stays(Exposed exposed) {
        return takers.filter(names -> exposed.onlyNodes()
                        .map(only -> Collections.disjoint(only, names))
                        .orElse(names.isEmpty()))
                .isPresent();
    }

    /** What the cluster wants of the node of that name, whose plan that is. */
    public static DrainPlan of(ClusterSnapshot snapshot, String name, NodePlan plan) {
        NodeView node = snapshot.nodes().get(name);
        Optional<Trigger> trigger = node == null ? Optional.empty() : DrainRule.trigger(snapshot, node);
        if (node == null || trigger.isEmpty()) {
            return NONE;
        }
        RoutingConfigView.Drain manner = DrainRule.manner(snapshot, node);
        Set<IPAddress> staying = staying(snapshot, node, plan);
        Set<IPAddress> going = routed(plan, true);
        going.removeAll(staying);
        staying.addAll(routed(plan, false));
        return new DrainPlan(
                Reason.of(trigger.get()),
                trigger.get().sentence(),
                going,
                staying,
                manner.gracefulShutdown(),
                Optional.of(DrainRule.takers(snapshot, node)));
    }

    /** How the node of that name is taken out. */
    public static RoutingConfigView.Drain manner(ClusterSnapshot snapshot, String name) {
        return Optional.ofNullable(snapshot.nodes().get(name))
                .map(node -> DrainRule.manner(snapshot, node))
                .orElse(RoutingConfigView.Drain.DEFAULT);
    }

    /**
     * As far as memory goes: who else is there is not known, and nothing that is on the link is removed.
     */
    public static DrainPlan remembered(ClusterSnapshot snapshot, String name, NodePlan plan) {
        NodeView node = snapshot.nodes().get(name);
        return Optional.ofNullable(node)
                .flatMap(one -> DrainRule.trigger(snapshot, one))
                .map(trigger -> new DrainPlan(
                        Reason.of(trigger),
                        trigger.sentence(),
                        routed(plan, true),
                        Set.of(),
                        Duration.ZERO,
                        Optional.empty()))
                .orElse(NONE);
    }

    /** The agent ends: all go, whoever is left to serve them. */
    public static DrainPlan ending(NodePlan plan, Duration standBack) {
        return new DrainPlan(
                Reason.NODE_LEAVING, "its agent stops", routed(plan, true), Set.of(), standBack, Optional.empty());
    }

    private static Set<IPAddress> routed(NodePlan plan, boolean wanted) {
        Set<IPAddress> routed = new HashSet<>();
        plan.addresses().forEach((address, planned) -> {
            if (planned.is(Trait.ROUTED) == wanted) {
                routed.add(address);
            }
        });
        return routed;
    }

    /** Addresses of one route stay together: what comes for the one would else come for the other in vain. */
    private static Set<IPAddress> staying(ClusterSnapshot snapshot, NodeView node, NodePlan plan) {
        Map<Set<ObjectKey>, Boolean> answers = new HashMap<>();
        Set<Prefix> routes = new HashSet<>();
        for (PlannedAddress planned : plan.addresses().values()) {
            Set<ObjectKey> asked = new HashSet<>(planned.services());
            asked.removeIf(key -> !insists(snapshot, key));
            if (planned.is(Trait.ROUTED)
                    && answers.computeIfAbsent(asked, unused -> DrainRule.stays(snapshot, node, asked))) {
                routes.add(planned.route());
            }
        }
        Set<IPAddress> staying = new TreeSet<>();
        plan.addresses().values().stream()
                .filter(planned -> planned.is(Trait.ROUTED) && routes.contains(planned.route()))
                .forEach(planned -> staying.add(planned.address()));
        return staying;
    }

    private static boolean insists(ClusterSnapshot snapshot, ObjectKey key) {
        return Optional.ofNullable(snapshot.services().get(key))
                .filter(service -> service.externalTrafficPolicy() == ServiceView.TrafficPolicy.LOCAL)
                .isPresent();
    }
}
