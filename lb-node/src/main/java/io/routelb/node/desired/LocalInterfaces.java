package io.routelb.node.desired;

import io.routelb.model.Addresses;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.Condition;
import io.routelb.model.LBNodeAgentView;
import io.routelb.model.LabelSelector;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which LBNodeAgent a node goes by, and on which of its interfaces local addresses may be. Pure.
 *
 * @param names interfaces the node has, in order
 * @param problems what could not be honoured; the rest is
 */
public record LocalInterfaces(List<String> names, List<Condition> problems) {
    public LocalInterfaces {
        names = List.copyOf(names);
        problems = List.copyOf(problems);
    }

    /**
     * The one that {@linkplain LabelSelector#chosen counts}. Where the cluster has none at all, the defaults count; where it has some and
     * none selects the node, the answer is empty: such a node announces no local addresses.
     */
    public static Optional<LBNodeAgentView> agentFor(ClusterSnapshot snapshot, String node) {
        if (snapshot.nodeAgents().isEmpty()) {
            return Optional.of(LBNodeAgentView.DEFAULTS);
        }
        return LabelSelector.chosen(
                snapshot.nodeAgents().values(),
                LBNodeAgentView::nodeSelector,
                LBNodeAgentView::key,
                snapshot.labelsOf(node));
    }

    /**
     * Chooses among what the node has.
     *
     * @param present all interfaces of the node
     * @param defaultRoute the interfaces of its default routes
     */
    public static LocalInterfaces of(LBNodeAgentView agent, Collection<String> present, Set<String> defaultRoute) {
        Set<String> names = new TreeSet<>();
        List<Condition> problems = List.of();
        if (agent.localInterface().equals(LBNodeAgentView.DEFAULT_INTERFACE)) {
            names.addAll(defaultRoute);
        } else {
            try {
                Pattern pattern = Pattern.compile(agent.localInterface());
                present.stream().filter(name -> pattern.matcher(name).matches()).forEach(names::add);
            } catch (PatternSyntaxException e) {
                problems = List.of(new Condition(
                        "Accepted",
                        false,
                        "InvalidExpression",
                        "local.localInterface \"" + Addresses.shown(agent.localInterface())
                                + "\" is neither default nor a regular expression: "
                                + Addresses.shown(e.getDescription())));
            }
        }
        names.addAll(agent.interfaces());
        names.retainAll(Set.copyOf(present));
        names.remove(agent.dummyInterface());
        names.remove("lo");
        return new LocalInterfaces(List.copyOf(names), problems);
    }
}
