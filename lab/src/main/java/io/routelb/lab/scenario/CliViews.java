package io.routelb.lab.scenario;

import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import io.routelb.lab.process.Command;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What {@code kubectl routelb} shows of a cluster where one Service works, one has no endpoint and one cannot have an address, letter by letter but for
 * times and versions. {@code ROUTELB_GOLDEN=write} in the environment writes down what it shows now.
 */
final class CliViews implements ClusterScenario {
    private static final String FOLDER = "cli-views/";
    private static final boolean WRITE = "write".equals(System.getenv("ROUTELB_GOLDEN"));

    /** A command, and the exit status it is to have. */
    private record View(int exit, String words) {
        String file() {
            return words.replaceAll("[^a-z0-9]+", "-") + ".txt";
        }
    }

    private static final List<View> VIEWS = List.of(
            new View(0, "status"),
            new View(0, "pools -o wide"),
            new View(0, "services"),
            new View(3, "services --problems -o yaml"),
            new View(0, "bgp peers n2 -o wide"),
            new View(0, "bgp routes"),
            new View(0, "bgp advertised -o json"),
            new View(0, "node n1"),
            new View(0, "top --looks 1"),
            new View(0, "version"),
            new View(1, "node n9"));

    @Override
    public String name() {
        return "cli-views";
    }

    @Override
    public String summary() {
        return "kubectl routelb: status, pools, services, bgp, node, top, version show what is there, letter by letter";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        stage.services().create(ServiceRequest.named("web"), List.of(Endpoint.on("n1")));
        List<String> web = stage.awaitAddresses("web");
        stage.services().create(ServiceRequest.named("idle").local(), List.of());
        stage.awaitAddresses("idle");
        stage.services().create(ServiceRequest.named("lost").from("nowhere"), List.of(Endpoint.on("n1")));
        stage.awaitNextHops(web, "n1", "n2", "n3");
        List<Long> times = new ArrayList<>();
        for (View view : VIEWS) {
            String wanted = WRITE ? "" : golden(view);
            if (WRITE) {
                TimeUnit.SECONDS.sleep(2); // the nodes report once a second at most
                Path folder = stage.lab()
                        .workspace()
                        .root()
                        .resolve("lab/src/main/resources/io/routelb/lab/scenario/cli-views");
                Files.writeString(folder.resolve(view.file()), shown(stage, view, times));
                continue;
            }
            Await.until(
                    "kubectl routelb " + view.words() + " showing what is written in " + view.file(),
                    Stage.LIMIT,
                    () -> shown(stage, view, times).equals(wanted),
                    () -> shown(stage, view, times));
        }
        stage.figures()
                .put("views", VIEWS.size())
                .seconds(
                        "fastest_s",
                        Duration.ofNanos(
                                times.stream().mapToLong(Long::longValue).min().orElse(0)));
    }

    private static String shown(Stage stage, View view, List<Long> times) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Command.Output answer = Drain.routelb(stage, view.words().split(" ", -1));
        times.add(System.nanoTime() - start);
        Stage.require(answer.exit() == view.exit(), "kubectl routelb " + view.words() + " said " + answer);
        return masked(answer.out() + answer.err());
    }

    /** Times and versions are not what this is about; columns stay where they were. */
    private static String masked(String text) {
        return text.replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ", "0000-00-00T00:00:00Z")
                .replaceAll("(?m)^\\d\\d:\\d\\d(:\\d\\d)? ", "00:00:00 ")
                .replaceAll("(?m)^(kubectl-routelb|Kubernetes)( +).+$", "$1$2VERSION");
    }

    private static String golden(View view) throws IOException {
        try (InputStream file = CliViews.class.getResourceAsStream(FOLDER + view.file())) {
            if (file == null) {
                throw new IOException("nothing is written down for kubectl routelb " + view.words());
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
