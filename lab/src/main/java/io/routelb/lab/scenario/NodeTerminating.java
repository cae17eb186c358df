package io.routelb.lab.scenario;

import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.Endpoint.State;
import io.routelb.lab.cluster.ServiceRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Every transition of ready, serving and terminating, on a remote and a local pool at once, both with externalTrafficPolicy Local. */
final class NodeTerminating implements ClusterScenario {
    /** What the endpoints on n1 and n2 are, and which nodes may announce then. */
    private record Step(String description, State n1, State n2, List<String> nodes) {
        Step(String description, State n1, State n2, String... nodes) {
            this(description, n1, n2, List.of(nodes));
        }

        String[] names() {
            return nodes.toArray(String[]::new);
        }
    }

    private static final List<Step> STEPS = List.of(
            new Step("both ready", State.READY, State.READY, "n1", "n2"),
            new Step("one shuts down and still serves", State.SERVING_TERMINATING, State.READY, "n2"),
            new Step(
                    "both shut down and still serve", State.SERVING_TERMINATING, State.SERVING_TERMINATING, "n1", "n2"),
            new Step("one of them has ended", State.SERVING_TERMINATING, State.NOT_READY, "n1"),
            new Step("both have ended", State.NOT_READY, State.NOT_READY),
            new Step("a new one whose readiness is not said", State.NOT_READY, State.UNSAID, "n2"),
            new Step("and one that shuts down beside it", State.SERVING_TERMINATING, State.UNSAID, "n2"),
            new Step("which is ready again", State.READY, State.UNSAID, "n1", "n2"));

    @Override
    public String name() {
        return "node-terminating";
    }

    @Override
    public String summary() {
        return "each change of an endpoint's ready, serving and terminating moves remote and local addresses as the rule says";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        LocalAddresses local = LocalAddresses.watch(stage);
        stage.lab().groups().apply(LocalAddresses.GROUP);
        List<Endpoint> first = endpoints(STEPS.getFirst());
        stage.services().create(ServiceRequest.named("remote").ipv4().local(), first);
        stage.services()
                .create(ServiceRequest.named("local").from("default").ipv4().local(), first);
        List<String> remote = stage.awaitAddresses("remote");
        String own = stage.awaitAddresses("local").getFirst();
        long slowest = 0;
        for (Step step : STEPS) {
            long changed = System.nanoTime();
            stage.services().endpoints("remote", endpoints(step));
            stage.services().endpoints("local", endpoints(step));
            stage.awaitNextHops(remote, step.names());
            stage.awaitHolders(remote.getFirst(), step.names());
            if (step.nodes().isEmpty()) {
                local.awaitNowhere(own);
            } else {
                String holder = local.awaitHolder(own);
                awaitAmong(local, own, step, holder);
            }
            slowest = Math.max(slowest, System.nanoTime() - changed);
        }
        stage.figures().put("steps", STEPS.size()).seconds("slowest_step_s", Duration.ofNanos(slowest));
        local.requireNeverTwo(own);
    }

    /** One of those who may is the holder in the end; a former one may still be on its way out. */
    private static void awaitAmong(LocalAddresses local, String address, Step step, String holder)
            throws IOException, InterruptedException {
        List<String> allowed = step.nodes();
        if (!allowed.contains(holder)) {
            String next = local.awaitHolderBut(address, holder);
            Stage.require(allowed.contains(next), step.description() + ": " + address + " is on " + next);
        }
    }

    private static List<Endpoint> endpoints(Step step) {
        return List.of(new Endpoint("n1", step.n1()), new Endpoint("n2", step.n2()));
    }
}
