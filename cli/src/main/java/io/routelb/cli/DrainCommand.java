package io.routelb.cli;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.ApiClient;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeFailure;
import io.routelb.kube.api.KubeKinds;
import io.routelb.kube.daemon.DurationOption;
import io.routelb.kube.daemon.StartupException;
import io.routelb.kube.watch.WatchedKind;
import io.routelb.model.Annotations;
import io.routelb.model.ClusterSnapshot;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kubectl routelb drain}. */
@Command(
        name = "drain",
        mixinStandardHelpOptions = true,
        description =
                "Takes a node out of service: its routes stand back, then they are withdrawn. What no other node can serve stays.",
        footer = {
            "",
            "Exit status: 0 done, 1 the cluster cannot be read or written, or the node has not got there in time,",
            "2 wrong command line, 3 some addresses stay as no other node can serve them."
        })
final class DrainCommand implements Callable<Integer> {
    private static final int SOMETHING_STAYS = 3;
    private static final Set<WatchedKind> READ = EnumSet.of(
            WatchedKind.SERVICES,
            WatchedKind.ENDPOINT_SLICES,
            WatchedKind.NODES,
            WatchedKind.ROUTING_CONFIGS,
            WatchedKind.BGP_PEERS);
    private static final long LOOK_AGAIN_MILLIS = 200;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final ClusterAccess cluster = new ClusterAccess();

    @Parameters(paramLabel = "NODE", description = "The node.")
    private String node = "";

    @Option(names = "--undo", description = "Back into service, at once.")
    private boolean undo;

    @Option(names = "--simulate", description = "Only say what would go and what would stay.")
    private boolean simulate;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "2m",
            converter = DurationOption.class,
            description =
                    "How long to wait for the node to say that it is done; 0s = not at all; default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ofMinutes(2);

    @Override
    public Integer call() throws StartupException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        ApiClient client = cluster.connect();
        if (simulate) {
            DrainForecast forecast = forecast(client);
            out.print(forecast.render());
            out.flush();
            return forecast.staying().isEmpty() ? 0 : SOMETHING_STAYS;
        }
        KubeApi api = new KubeApi(client);
        mark(api);
        if (undo) {
            out.println("node " + node + " is back in service");
            out.flush();
            return 0;
        }
        out.println("node " + node + " is asked to let go of its addresses");
        out.flush();
        Optional<JsonObject> said = await(api);
        said.ifPresentOrElse(
                condition -> out.println(Fields.text(condition, "reason") + ": " + Fields.text(condition, "message")),
                () -> out.println(
                        timeout.isZero()
                                ? "its RoutingNodeStatus, condition InService, will say how far it is"
                                : "it has not said that it is done; is its agent running?"));
        out.flush();
        if (said.isEmpty()) {
            return timeout.isZero() ? 0 : 1;
        }
        return Fields.text(said.get(), "reason").equals("Drained") ? 0 : SOMETHING_STAYS;
    }

    private DrainForecast forecast(ApiClient client) throws StartupException, InterruptedException {
        ClusterSnapshot snapshot = cluster.read(client, READ);
        return DrainForecast.of(
                snapshot,
                Optional.ofNullable(snapshot.nodes().get(node))
                        .orElseThrow(() -> new StartupException("there is no node " + node)));
    }

    private void mark(KubeApi api) throws StartupException {
        JsonObject annotations = new JsonObject();
        if (undo) {
            annotations.add(Annotations.DRAIN, JsonNull.INSTANCE);
        } else {
            annotations.addProperty(
                    Annotations.DRAIN,
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        }
        JsonObject metadata = new JsonObject();
        metadata.add("annotations", annotations);
        JsonObject patch = new JsonObject();
        patch.add("metadata", metadata);
        try {
            api.patch(KubeKinds.NODE.path("", node), KubeApi.PatchType.MERGE, patch);
        } catch (KubeFailure e) {
            throw new StartupException(e.sentence(), e);
        }
    }

    /** The condition once the node has let go of all it may. */
    private Optional<JsonObject> await(KubeApi api) throws StartupException, InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (System.nanoTime() - end < 0) {
            try {
                Optional<JsonObject> done = api.get(KubeKinds.ROUTING_NODE_STATUS.path("", node)).stream()
                        .flatMap(status -> Fields.objects(status, "status", "conditions").stream())
                        .filter(condition -> Fields.text(condition, "type").equals("InService"))
                        .filter(condition -> Set.of("Drained", "LastNode").contains(Fields.text(condition, "reason")))
                        .findFirst();
                if (done.isPresent()) {
                    return done;
                }
            } catch (KubeFailure e) {
                throw new StartupException(e.sentence(), e);
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
        }
        return Optional.empty();
    }
}
