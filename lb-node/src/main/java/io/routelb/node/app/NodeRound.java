package io.routelb.node.app;

import inet.ipaddr.IPAddress;
import io.routelb.model.Condition;
import io.routelb.model.LBNodeAgentView;
import io.routelb.netlink.value.Link;
import io.routelb.node.announce.Announcer;
import io.routelb.node.apply.KernelException;
import io.routelb.node.apply.KernelState;
import io.routelb.node.apply.LocalSubnets;
import io.routelb.node.apply.NodeReconciler;
import io.routelb.node.desired.LearnedPlan;
import io.routelb.node.desired.LocalInterfaces;
import io.routelb.node.desired.NodePlan;
import io.routelb.node.desired.NodePlanner;
import io.routelb.node.elect.Elected;
import io.routelb.node.elect.LocalAddress;
import io.routelb.node.elect.LocalPlan;
import io.routelb.node.elect.Outcome;
import io.routelb.node.elect.Outcome.Carried;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * One round of the agent: the election says what this node may have, the links are brought to that and to the plan, neighbours are told,
 * and then what the election wants written is sent. Owned by the loop.
 *
 * <p>A round without a pass looks at the Leases alone; when the election then wants nothing changed on the links, they are not even read.
 */
final class NodeRound {
    /** The kernel tells of no change of its settings. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final String node;
    private final NodePlanner planner;
    private final NodeReconciler reconciler;
    private final LocalElection election;
    private final Announcer announcer;
    private final BiConsumer<LearnedPlan, String> learned;
    private final LongSupplier nanoTime;

    private Optional<View> view = Optional.empty();
    private Optional<LBNodeAgentView> config = Optional.empty();
    private NodePlan remote = NodePlan.nothing(LBNodeAgentView.DUMMY_INTERFACE);
    private Optional<LocalPlan> local = Optional.empty();
    private LocalSubnets subnets = LocalSubnets.NONE;
    private Set<IPAddress> onLink = Set.of();
    private Optional<Outcome> applied = Optional.empty();
    private long nextPassNanos;

    /**
     * What a round did.
     *
     * @param pass present when the links were looked at
     * @param serving local addresses this node has and that serve, as of the last pass
     * @param local where local addresses can be announced
     * @param problems what keeps local addresses from being announced, here or anywhere
     * @param untold per link why its neighbours cannot be told
     * @param announced announcements sent to neighbours since the start
     * @param settled nothing is left of local addresses, after {@link LocalElection#leave}
     * @param next another round no later than this
     */
    record Result(
            Optional<NodeReconciler.Outcome> pass,
            Map<IPAddress, Carried> serving,
            LocalSubnets local,
            List<Condition> problems,
            Map<String, String> untold,
            long announced,
            boolean settled,
            Duration next) {}

    /** {@code learned} is told what is to be made of learned routes, and the name of the link of Service addresses. */
    NodeRound(
            String node,
            NodeReconciler reconciler,
            LocalElection election,
            Announcer announcer,
            BiConsumer<LearnedPlan, String> learned,
            LongSupplier nanoTime) {
        this.node = node;
        this.planner = new NodePlanner(node);
        this.reconciler = reconciler;
        this.election = election;
        this.announcer = announcer;
        this.learned = learned;
        this.nanoTime = nanoTime;
        this.nextPassNanos = nanoTime.getAsLong();
    }

    /**
     * Makes one.
     *
     * @param latest what is known of the cluster; from memory no local address is taken up, and those there are go
     * @param passWanted whether cluster, kernel or peers may have changed
     * @throws KernelException when the kernel could not be read or changed; nothing was written then, and the next round makes a pass
     */
    Result run(View latest, boolean passWanted) throws KernelException {
        election.collect();
        long now = nanoTime.getAsLong();
        boolean pass = passWanted || now - nextPassNanos >= 0;
        nextPassNanos = pass ? now : nextPassNanos;
        Optional<KernelState> kernel = Optional.empty();
        if (pass) {
            look(latest);
            kernel = Optional.of(read());
        }
        Outcome outcome = election.step(local, subnets.byPrefix(), onLink, now);
        Optional<NodeReconciler.Outcome> made = Optional.empty();
        if (pass || changesAnything(outcome)) {
            nextPassNanos = now;
            made = Optional.of(pass(latest, outcome, kernel.isPresent() ? kernel.get() : read(), now));
        }
        election.send(outcome);
        long next = Math.min(outcome.nextNanos() - now, nextPassNanos - now);
        return new Result(
                made,
                serving(outcome, made),
                subnets,
                problems(),
                announcer.failures(),
                announcer.sent(),
                outcome.settled(),
                Duration.ofNanos(Math.max(0, next)));
    }

    private void look(View latest) {
        if (!view.equals(Optional.of(latest))) {
            view = Optional.of(latest);
            config = LocalInterfaces.agentFor(latest.snapshot(), node);
            remote = planner.plan(latest.snapshot());
            local = switch (latest) {
                case View.Live live -> Optional.of(LocalPlan.of(live.snapshot()));
                case View.Resumed memory -> Optional.empty();
            };
        }
    }

    private KernelState read() throws KernelException {
        KernelState kernel = reconciler.read(remote.serviceLink());
        subnets = LocalSubnets.of(config, kernel);
        onLink = kernel.oursExceptOn(remote.serviceLink());
        return kernel;
    }

    private boolean changesAnything(Outcome outcome) {
        boolean toGo = onLink.stream()
                .anyMatch(address -> !outcome.carry().containsKey(address)
                        && !outcome.leave().contains(address));
        return toGo
                || applied.filter(before -> before.carry().equals(outcome.carry())
                                && before.notHere().equals(outcome.notHere()))
                        .isEmpty();
    }

    private NodeReconciler.Outcome pass(View latest, Outcome outcome, KernelState kernel, long now)
            throws KernelException {
        LBNodeAgentView used = config.orElse(LBNodeAgentView.DEFAULTS);
        NodePlan plan = Elected.into(remote, outcome, used.localAddress(), now);
        NodeReconciler.Outcome made = switch (latest) {
            case View.Live live -> reconciler.reconcile(live.snapshot(), plan, kernel, now);
            case View.Resumed memory -> reconciler.resume(memory.snapshot(), plan, kernel, now);
        };
        learned.accept(made.learned(), plan.serviceLink());
        onLink = made.onLink();
        applied = Optional.of(outcome);
        Map<String, Link> links =
                kernel.links().stream().collect(Collectors.toMap(Link::name, link -> link, (one, other) -> one));
        Map<IPAddress, Link> serving = new HashMap<>();
        made.serving()
                .forEach((address, planned) ->
                        Optional.ofNullable(links.get(planned.link())).ifPresent(link -> serving.put(address, link)));
        announcer.tell(serving, outcome.carry().keySet(), used.garp(), now);
        long next = Math.min(
                made.nextPass().compareTo(LONGEST) < 0 ? made.nextPass().toNanos() : LONGEST.toNanos(),
                announcer.nanosToNext(used.garp(), now));
        nextPassNanos = now + next;
        return made;
    }

    /** Of the LBNodeAgent, and addresses that no node may have. */
    private List<Condition> problems() {
        List<Condition> problems = new ArrayList<>(subnets.problems());
        for (LocalAddress address : local.orElse(LocalPlan.EMPTY).addresses().values()) {
            if (address.onlyNodes().filter(Set::isEmpty).isPresent()) {
                problems.add(
                        new Condition(
                                "LocalAddresses",
                                false,
                                "NoLocalEndpoint",
                                address.address().toCanonicalString()
                                        + " is announced by no node: externalTrafficPolicy is Local and there is no usable endpoint"));
            }
        }
        return problems;
    }

    private static Map<IPAddress, Carried> serving(Outcome outcome, Optional<NodeReconciler.Outcome> made) {
        Map<IPAddress, Carried> serving = new HashMap<>(outcome.carry());
        serving.keySet().retainAll(made.map(pass -> pass.serving().keySet()).orElse(Set.of()));
        return serving;
    }
}
