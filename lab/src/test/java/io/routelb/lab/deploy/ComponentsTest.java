package io.routelb.lab.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.lab.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Each component of deploy/components over the base: known to Kubernetes, and with no more rights than are written here. */
class ComponentsTest {
    private static final Path DEPLOY = Path.of(System.getProperty("routelb.root"), "deploy");
    private static final int FIRST_WITH_COMPONENTS = 21;
    private static final String AGENT = "CHOWN DAC_OVERRIDE FOWNER NET_ADMIN NET_BIND_SERVICE NET_RAW";

    @TempDir
    private Path folder = Path.of("");

    @BeforeAll
    static void needsAKubectlWithComponents() throws IOException, InterruptedException {
        String version = Command.run("kubectl", "version", "--client", "-o", "json");
        String minor =
                Json.string(Json.object(JsonParser.parseString(version).getAsJsonObject(), "clientVersion"), "minor");
        Assumptions.assumeTrue(
                Integer.parseInt(minor.replaceAll("\\D.*", "")) >= FIRST_WITH_COMPONENTS,
                "kustomize in kubectl 1." + minor + " knows no components; 1." + FIRST_WITH_COMPONENTS + " does");
    }

    static List<String> components() throws IOException {
        Path all = DEPLOY.resolve("components");
        try (Stream<Path> files = Files.walk(all)) {
            return files.filter(file -> file.endsWith("kustomization.yaml"))
                    .map(file -> all.relativize(file.getParent()).toString())
                    .sorted()
                    .toList();
        }
    }

    private Rendered with(String component) throws IOException, InterruptedException {
        return Rendered.with(component, folder);
    }

    private Workload agent(String component) throws IOException, InterruptedException {
        return with(component).workload("DaemonSet", "routelb-lb-node");
    }

    @Test
    void eachIsTried() throws IOException {
        assertEquals(
                List.of(
                        "bird/host",
                        "bird/sidecar",
                        "frr/host",
                        "frr/sidecar",
                        "networkpolicy",
                        "servicemonitor",
                        "webhook"),
                components());
    }

    @ParameterizedTest
    @MethodSource("components")
    void everyObjectIsKnownFieldByFieldAndEveryContainerConfined(String component) throws Exception {
        Rendered all = with(component);
        for (JsonObject object : all.objects()) {
            if (!Json.string(object, "kind").equals("ServiceMonitor")) {
                Rendered.requireKnown(object);
            }
        }
        for (Workload workload : List.of(
                all.workload("DaemonSet", "routelb-lb-node"), all.workload("Deployment", "routelb-allocator"))) {
            for (JsonObject container : workload.containers()) {
                JsonObject security = Json.object(container, "securityContext");
                String name = Json.string(container, "name");
                assertTrue(Json.isTrue(security, "readOnlyRootFilesystem"), name);
                assertFalse(Json.isTrue(security, "privileged"), name);
                assertTrue(security.has("allowPrivilegeEscalation"), name);
                assertFalse(Json.isTrue(security, "allowPrivilegeEscalation"), name);
                assertEquals(List.of("ALL"), Json.strings(Json.object(security, "capabilities"), "drop"), name);
                assertTrue(Json.object(container, "resources").has("limits"), name);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "bird/host, lb-node, " + AGENT,
        "bird/sidecar, lb-node, NET_ADMIN NET_BIND_SERVICE NET_RAW",
        "bird/sidecar, bird, NET_ADMIN NET_BIND_SERVICE NET_RAW",
        "frr/host, lb-node, " + AGENT,
        "frr/sidecar, lb-node, " + AGENT,
        "frr/sidecar, frr, CHOWN DAC_OVERRIDE KILL NET_ADMIN NET_BIND_SERVICE NET_RAW SETGID SETUID SYS_ADMIN",
        "servicemonitor, lb-node, NET_ADMIN NET_BIND_SERVICE NET_RAW",
    })
    void aContainerHasTheseCapabilities(String component, String container, String capabilities)
            throws IOException, InterruptedException {
        JsonObject security = Json.object(agent(component).container(container), "securityContext");
        List<String> held = Json.strings(Json.object(security, "capabilities"), "add");
        assertEquals(capabilities, String.join(" ", held.stream().sorted().toList()));
    }

    /** Where a RoutingConfig that says nothing else looks for them. */
    @ParameterizedTest
    @CsvSource({
        "bird/host, host /etc/bird, host /run/bird",
        "bird/sidecar, emptyDir, emptyDir",
        "frr/host, host /etc/frr, host /var/run/frr",
        "frr/sidecar, emptyDir, emptyDir"
    })
    void theAgentHasTheDaemonsFoldersAtTheirUsualPlaces(String component, String etc, String run)
            throws IOException, InterruptedException {
        String daemon = component.replaceFirst("/.*", "");
        Map<String, String> usual = new TreeMap<>(Map.of(
                "/etc/" + daemon,
                etc,
                daemon.equals("bird") ? "/run/bird" : "/var/run/frr",
                run,
                "/tmp",
                "emptyDir",
                "/var/lib/routelb",
                "host /var/lib/routelb"));
        List<String> expected = new ArrayList<>();
        usual.forEach((path, source) -> expected.add(path + " <- " + source));
        assertEquals(expected, agent(component).writable("lb-node"));
        String schema = Files.readString(DEPLOY.resolve("crds/routingconfigs.routelb.io.yaml"));
        assertTrue(schema.contains(daemon.equals("bird") ? "default: /run/bird/bird.ctl" : "default: /var/run/frr"));
    }

    @ParameterizedTest
    @CsvSource({"bird", "frr"})
    void aSidecarIsThereBeforeTheAgentAndAfterIt(String daemon) throws IOException, InterruptedException {
        List<JsonObject> first = Json.objects(agent(daemon + "/sidecar").pod(), "initContainers");
        assertEquals(
                List.of(daemon),
                first.stream().map(container -> Json.string(container, "name")).toList());
        assertEquals("Always", Json.string(first.getFirst(), "restartPolicy"));
    }

    @Test
    void theSidecarsBirdTakesItsConfiguration() throws IOException, InterruptedException {
        JsonObject data = Json.object(with("bird/sidecar").one("ConfigMap", "routelb-bird"), "data");
        Path file = Files.writeString(folder.resolve("bird.conf"), Json.string(data, "bird.conf"));
        Command.Output read = Command.attempt(List.of("bird", "-p", "-c", file.toString()), "");
        assertEquals(0, read.exit(), read.toString());
        assertTrue(Json.string(data, "bird.conf").contains("include \"/etc/bird/routelb*.conf\";"));
    }

    @Test
    void theSidecarsFrrStartsWhatTheAgentSpeaksTo() throws IOException, InterruptedException {
        JsonObject data = Json.object(with("frr/sidecar").one("ConfigMap", "routelb-frr"), "data");
        List<String> started = Json.string(data, "daemons")
                .lines()
                .filter(line -> line.endsWith("d=yes") || line.equals("zebra=yes"))
                .toList();
        assertEquals(List.of("zebra=yes", "bgpd=yes", "bfdd=yes"), started);
    }

    @Test
    void everyAllocatorArgumentOfTheWebhookIsAnOption() throws IOException, InterruptedException {
        JsonObject container =
                with("webhook").workload("Deployment", "routelb-allocator").container("allocator");
        List<String> arguments = Json.strings(container, "args");
        assertEquals(3, arguments.size());
        new CommandLine(io.routelb.allocator.app.Main.class).parseArgs(arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({"allocator, Deployment, routelb-allocator", "lb-node, DaemonSet, routelb-lb-node"})
    void aMonitorFindsTheServiceThatFindsThePods(String program, String kind, String name)
            throws IOException, InterruptedException {
        Rendered all = with("servicemonitor");
        JsonObject monitor = Json.object(all.one("ServiceMonitor", "routelb-" + program), "spec");
        JsonObject wanted = Json.object(Json.object(monitor, "selector"), "matchLabels");
        List<JsonObject> found = all.kind("Service")
                .filter(service -> Kept.all(Json.object(Json.object(service, "metadata"), "labels"), wanted))
                .toList();
        assertEquals(1, found.size());
        JsonObject service = Json.object(found.getFirst(), "spec");
        JsonObject pods = Json.object(Json.object(all.workload(kind, name).template(), "metadata"), "labels");
        assertEquals(pods, Json.object(service, "selector"));
        JsonObject port = Json.objects(service, "ports").getFirst();
        assertEquals(
                Json.string(port, "name"),
                Json.string(Json.objects(monitor, "endpoints").getFirst(), "port"));
        JsonObject container = all.workload(kind, name).container(program);
        assertEquals(
                Json.string(port, "targetPort"),
                Json.string(Json.objects(container, "ports").getFirst(), "name"));
    }

    @Test
    void theNetworkPolicyLetsProbesAndTheWebhookIn() throws IOException, InterruptedException {
        Rendered all = with("networkpolicy");
        JsonObject policy = Json.object(all.one("NetworkPolicy", "routelb-allocator"), "spec");
        assertEquals(
                Json.object(all.workload("Deployment", "routelb-allocator").spec(), "selector"),
                Json.object(policy, "podSelector"));
        JsonObject service = Json.object(with("webhook").one("Service", "routelb-webhook"), "spec");
        List<Integer> open = new ArrayList<>();
        for (JsonObject rule : Json.objects(policy, "ingress")) {
            Json.objects(rule, "ports").forEach(port -> open.add(Json.integer(port, "port", 0)));
        }
        assertEquals(List.of(7472, Json.integer(Json.objects(service, "ports").getFirst(), "targetPort", 0)), open);
    }
}
