package io.routelb.lab.scenario;

import com.google.gson.JsonObject;
import io.routelb.lab.cluster.GroupObjects;
import io.routelb.lab.cluster.Lab;
import io.routelb.lab.cluster.NodeHost;
import io.routelb.lab.cluster.ObjectCondition;
import io.routelb.lab.cluster.ServiceObjects;
import io.routelb.lab.process.Await;
import io.routelb.lab.process.ExpectationException;
import io.routelb.lab.topology.Cable;
import io.routelb.lab.topology.LabNode;
import io.routelb.lab.topology.Namespaces;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/** A lab with the words scenarios speak in: who is a next hop, which addresses a Service has, what must hold. */
public final class Stage {
    /** Long enough for a loaded machine; what is measured is in the figures. */
    public static final Duration LIMIT = Duration.ofSeconds(30);

    private final Lab lab;
    private final Figures figures;
    private final Map<String, String> linkLocal = new HashMap<>();

    /** What is measured goes to the figures, so that they are there even when the scenario fails. */
    public Stage(Lab lab, Figures figures) {
        this.lab = lab;
        this.figures = figures;
    }

    public Lab lab() {
        return lab;
    }

    public ServiceObjects services() {
        return lab.services();
    }

    public Figures figures() {
        return figures;
    }

    /** Fails with the sentence unless it holds. */
    public static void require(boolean holds, String sentence) throws ExpectationException {
        if (!holds) {
            throw new ExpectationException(sentence);
        }
    }

    /** Waits until the Service has so many addresses, and gives them. */
    public List<String> awaitAddresses(ServiceObjects services, String service, int count)
            throws IOException, InterruptedException {
        Await.until(
                count + " addresses in the status of " + service,
                LIMIT,
                () -> services.addresses(service).size() == count,
                () -> services.addresses(service).toString());
        return services.addresses(service);
    }

    /** Waits until the Service has an address of each family the API server gave it (one alone on a single-stack cluster). */
    public List<String> awaitAddresses(ServiceObjects services, String service)
            throws IOException, InterruptedException {
        JsonObject spec = services.get(service).orElseThrow().getAsJsonObject("spec");
        return awaitAddresses(
                services, service, spec.getAsJsonArray("ipFamilies").size());
    }

    /** As above, in the scenarios' namespace. */
    public List<String> awaitAddresses(String service) throws IOException, InterruptedException {
        return awaitAddresses(services(), service);
    }

    /** So many addresses, in the scenarios' namespace. */
    public List<String> awaitAddresses(String service, int count) throws IOException, InterruptedException {
        return awaitAddresses(services(), service, count);
    }

    /** Waits until the Service has exactly these addresses; says how long it took. */
    public Duration awaitExactly(String service, String... addresses) throws IOException, InterruptedException {
        List<String> wanted = List.of(addresses);
        return Await.until(
                service + " having exactly " + wanted,
                LIMIT,
                () -> services().addresses(service).equals(wanted),
                () -> services().addresses(service) + " " + services().condition(service));
    }

    /** Waits until the Service is pending for this reason, told by condition and Warning; it holds nothing. Gives the message. */
    public String awaitPending(String service, String reason) throws IOException, InterruptedException {
        String message = awaitTold(service, "False", reason);
        require(
                services().addresses(service).isEmpty(),
                service + " is pending for " + reason + " and yet shows "
                        + services().addresses(service));
        return message;
    }

    /** Waits until the Service's condition has status and reason, and a Warning has the reason; gives the condition's message. */
    public String awaitTold(String service, String status, String reason) throws IOException, InterruptedException {
        Await.until(
                service + " having a condition " + status + " and a Warning, both " + reason,
                LIMIT,
                () -> services()
                                .condition(service)
                                .filter(one -> one.status().equals(status)
                                        && one.reason().equals(reason))
                                .isPresent()
                        && services().events(service).stream()
                                .anyMatch(event -> event.type().equals("Warning")
                                        && event.reason().equals(reason)),
                () -> services().condition(service) + " " + services().events(service));
        return services().condition(service).orElseThrow().message();
    }

    /** Waits until the group's condition has this status; gives the condition. */
    public ObjectCondition awaitGroup(String group, String type, String status)
            throws IOException, InterruptedException {
        GroupObjects groups = lab.groups();
        Await.until(
                "condition " + type + " " + status + " on group " + group,
                LIMIT,
                () -> groups.condition(group, type)
                        .filter(one -> one.status().equals(status))
                        .isPresent(),
                () -> String.valueOf(groups.get(group).map(object -> object.get("status"))));
        return groups.condition(group, type).orElseThrow();
    }

    /** Waits until the group counts so many addresses of a family ({@code IPv4}) in use and free. */
    public void awaitCounts(String group, String family, long allocated, long available)
            throws IOException, InterruptedException {
        GroupObjects groups = lab.groups();
        Await.until(
                group + " counting " + allocated + " " + family + " addresses in use and " + available + " free",
                LIMIT,
                () -> groups.count(group, "allocated" + family) == allocated
                        && groups.count(group, "available" + family) == available,
                () -> groups.count(group, "allocated" + family) + " and " + groups.count(group, "available" + family));
    }

    /** The nodes that r1's kernel sends the address's traffic to. */
    public NavigableSet<String> nextHops(String address) throws IOException, InterruptedException {
        NavigableSet<String> names = new TreeSet<>();
        for (String gateway : lab.router().routes().to(address)) {
            names.add(nodeOf(gateway));
        }
        return names;
    }

    /** Waits until r1's kernel has exactly these nodes for every address; says how long it took. */
    public Duration awaitNextHops(Collection<String> addresses, String... nodes)
            throws IOException, InterruptedException {
        Set<String> wanted = Set.of(nodes);
        return Await.until(
                "next hops " + new TreeSet<>(wanted) + " in r1's kernel for " + addresses,
                LIMIT,
                () -> {
                    for (String address : addresses) {
                        if (!nextHops(address).equals(wanted)) {
                            return false;
                        }
                    }
                    return true;
                },
                () -> lab.router().routes().gateways().toString());
    }

    /** Waits until r1 has no BGP session. */
    public void awaitNoSession() throws IOException, InterruptedException {
        Await.until(
                "r1 without a BGP session",
                LIMIT,
                () -> lab.router().establishedPeers().isEmpty(),
                () -> lab.router().establishedPeers().toString());
    }

    /** Waits until exactly the nodes have the address on their service link, and every other node does not. */
    public Duration awaitHolders(String address, String... nodes) throws IOException, InterruptedException {
        Set<String> wanted = Set.of(nodes);
        return Await.until(
                address + " on the service link of exactly " + new TreeSet<>(wanted),
                LIMIT,
                () -> holders(address).equals(wanted),
                () -> holders(address).toString());
    }

    /** The nodes that have the address on their service link. */
    public NavigableSet<String> holders(String address) throws IOException, InterruptedException {
        NavigableSet<String> names = new TreeSet<>();
        for (NodeHost node : lab.nodes()) {
            if (node.serviceAddresses().contains(address)) {
                names.add(node.name());
            }
        }
        return names;
    }

    /** Requests that must all be answered, and by exactly these nodes; gives the counts. */
    public NavigableMap<String, Integer> requests(String address, int count, String... nodes)
            throws IOException, InterruptedException {
        NavigableMap<String, Integer> counts = lab.client().spread(address, count);
        require(
                counts.keySet().equals(Set.of(nodes)),
                count + " requests to " + address + " were answered by " + counts + " instead of by exactly "
                        + new TreeSet<>(Set.of(nodes)));
        return counts;
    }

    /** How many of its peers a node says BFD is Up with. */
    public long bfdUp(String node) throws IOException {
        return lab.routing().peers(node).stream()
                .filter(peer -> peer.has("bfd") && peer.get("bfd").getAsString().equals("Up"))
                .count();
    }

    /** OSPFv3 has link-local next hops (RFC 5340 section 2.5); they are asked for only then. */
    private String nodeOf(String gateway) throws IOException, InterruptedException {
        if (gateway.startsWith("fe80:") && linkLocal.isEmpty()) {
            for (NodeHost host : lab.nodes()) {
                linkLocal.put(Namespaces.linkLocal(host.name(), Cable.LINK), host.name());
            }
        }
        for (NodeHost host : lab.nodes()) {
            LabNode node = host.node();
            if (node.v4().equals(gateway) || node.v6().equals(gateway)) {
                return node.name();
            }
        }
        return linkLocal.getOrDefault(gateway, gateway);
    }
}
