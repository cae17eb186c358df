package io.routelb.cli;

import static io.routelb.cli.Fields.objects;
import static io.routelb.cli.Fields.text;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Everything on one screen, problems first. Pure: objects in, text out. */
final class StatusReport {
    private final ClusterState state;

    StatusReport(ClusterState state) {
        this.state = state;
    }

    /** One sentence each, the object named first; empty when all is well. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        state.groups().forEach(group -> refused(group, "Accepted", "ServiceGroup " + name(group), problems));
        state.loadBalancers().forEach(service -> {
            String trouble = new ServiceTrouble(state, service).sentence();
            if (!trouble.isEmpty()) {
                problems.add("Service " + ClusterState.key(service) + ": " + trouble);
            }
        });
        Set<String> reporting = new HashSet<>();
        for (JsonObject node : state.nodeStatuses()) {
            reporting.add(name(node));
            nodeProblems(node, problems);
        }
        for (JsonObject node : state.nodes()) {
            if (!reporting.contains(name(node))) {
                problems.add("Node " + name(node) + " has no RoutingNodeStatus: no agent has reported from it");
            }
        }
        return problems;
    }

    private static void nodeProblems(JsonObject node, List<String> problems) {
        String who = "Node " + name(node);
        refused(node, "Accepted", who, problems);
        refused(node, "BackendReady", who, problems);
        for (JsonObject peer : objects(node, "status", "peers")) {
            if (!text(peer, "state").equals("Established")) {
                String error = text(peer, "lastError");
                problems.add(who + ": session to " + text(peer, "name") + " (" + text(peer, "address") + ") is "
                        + text(peer, "state") + (error.isEmpty() ? "" : ": " + error));
            }
        }
        for (JsonObject address : objects(node, "status", "addresses")) {
            if (text(address, "reason").startsWith("KernelRefused")) {
                problems.add(who + ": " + text(address, "address") + ": " + text(address, "reason"));
            }
        }
    }

    private static void refused(JsonObject object, String type, String who, List<String> problems) {
        for (JsonObject condition : objects(object, "status", "conditions")) {
            if (text(condition, "type").equals(type)
                    && text(condition, "status").equals("False")) {
                problems.add(who + ": " + text(condition, "reason") + ": " + text(condition, "message"));
            }
        }
    }

    /** All of it, in rows. */
    List<Listing> listings() {
        ClusterLists lists = new ClusterLists(state);
        return List.of(lists.pools(), lists.services(), lists.nodes(), lists.sessions());
    }

    String render(boolean wide) {
        List<String> problems = problems();
        StringBuilder text = new StringBuilder();
        if (problems.isEmpty()) {
            text.append("No problems.\n");
        } else {
            text.append("PROBLEMS (").append(problems.size()).append(")\n");
            problems.forEach(problem -> text.append("  ").append(problem).append('\n'));
        }
        return text.append('\n').append(Printing.text(listings(), wide)).toString();
    }

    private static String name(JsonObject object) {
        return text(object, "metadata", "name");
    }
}
