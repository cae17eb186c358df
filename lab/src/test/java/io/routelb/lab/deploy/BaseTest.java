package io.routelb.lab.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.routelb.lab.apiserver.store.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** {@code kubectl apply -k deploy/base} makes two programs that start, may do what they need, and no more. */
class BaseTest {
    private static final Map<String, Class<?>> PROGRAMS =
            Map.of("allocator", io.routelb.allocator.app.Main.class, "lb-node", io.routelb.node.app.Main.class);
    private static Rendered base = new Rendered(List.of());

    @BeforeAll
    static void render() throws IOException, InterruptedException {
        base = Rendered.of("base");
    }

    private static Workload allocator() {
        return base.workload("Deployment", "routelb-allocator");
    }

    private static Workload agent() {
        return base.workload("DaemonSet", "routelb-lb-node");
    }

    private static Workload of(String program) {
        return program.equals("allocator") ? allocator() : agent();
    }

    @Test
    void everyObjectIsKnownToKubernetesFieldByField() throws ReflectiveOperationException {
        for (JsonObject object : base.objects()) {
            Rendered.requireKnown(object);
        }
        Map<String, Integer> kinds = new TreeMap<>();
        base.objects().forEach(object -> kinds.merge(Json.string(object, "kind"), 1, Integer::sum));
        assertEquals(
                "{ClusterRole=2, ClusterRoleBinding=2, DaemonSet=1, Deployment=1, Namespace=1, PodDisruptionBudget=1,"
                        + " Role=2, RoleBinding=2, ServiceAccount=2}",
                kinds.toString());
    }

    @Test
    void oneCommandInstallsTheApiToo() throws IOException, InterruptedException {
        Rendered all = Rendered.of("");
        assertTrue(all.objects().containsAll(base.objects()));
        assertEquals(6, all.kind("CustomResourceDefinition").count());
        assertEquals(base.objects().size() + 6, all.objects().size());
    }

    @ParameterizedTest
    @CsvSource({"hostNetwork,hostNetwrok,true", "hostNetwork,hostNetwork,yes please", "volumes,volumes,1"})
    void aManifestWithAFaultIsSeen(String field, String written, String value) {
        JsonObject broken = agent().object().deepCopy();
        JsonObject pod = new Workload(broken).pod();
        pod.remove(field);
        pod.add(written, new JsonPrimitive(value));
        assertThrows(RuntimeException.class, () -> Rendered.requireKnown(broken));
    }

    @ParameterizedTest
    @CsvSource({"allocator", "lb-node"})
    void everyArgumentIsAnOptionOfTheProgram(String program) {
        CommandLine line = new CommandLine(PROGRAMS.get(program));
        List<String> arguments = Json.strings(of(program).container(program), "args");
        assertFalse(arguments.isEmpty(), "components add to args, which has to be there");
        assertEquals(List.of(), line.parseArgs(arguments.toArray(String[]::new)).unmatched());
    }

    @ParameterizedTest
    @CsvSource({"allocator", "lb-node"})
    void probesAskWhereTheProgramListens(String program) {
        OptionSpec listen =
                new CommandLine(PROGRAMS.get(program)).getCommandSpec().findOption("--listen");
        JsonObject container = of(program).container(program);
        JsonObject port = Json.objects(container, "ports").getFirst();
        assertEquals(listen.defaultValue(), ":" + port.get("containerPort").getAsInt());
        Map<String, String> paths =
                Map.of("startupProbe", "/healthz", "livenessProbe", "/healthz", "readinessProbe", "/readyz");
        paths.forEach((probe, path) -> {
            JsonObject get = Json.object(Json.object(container, probe), "httpGet");
            assertEquals(path, Json.string(get, "path"), probe);
            assertEquals(Json.string(port, "name"), Json.string(get, "port"), probe);
        });
    }

    @Test
    void theAllocatorHasNoRightOverItsMachine() {
        JsonObject pod = Json.object(allocator().pod(), "securityContext");
        assertTrue(Json.isTrue(pod, "runAsNonRoot"));
        assertEquals("RuntimeDefault", Json.string(Json.object(pod, "seccompProfile"), "type"));
        JsonObject container = Json.object(allocator().container("allocator"), "securityContext");
        assertEquals("{\"drop\":[\"ALL\"]}", Json.text(Json.object(container, "capabilities")));
        assertConfined(container);
        assertFalse(allocator().pod().has("hostNetwork"));
        assertEquals(List.of("/tmp <- emptyDir"), allocator().writable("allocator"));
    }

    @Test
    void theAgentHasTheNetworkOfItsNodeAndThreeCapabilities() {
        JsonObject pod = agent().pod();
        assertTrue(Json.isTrue(pod, "hostNetwork"));
        Stream.of("hostPID", "hostIPC", "shareProcessNamespace").forEach(field -> assertFalse(pod.has(field), field));
        JsonObject security = Json.object(pod, "securityContext");
        assertEquals("RuntimeDefault", Json.string(Json.object(security, "seccompProfile"), "type"));
        JsonObject container = Json.object(agent().container("lb-node"), "securityContext");
        assertConfined(container);
        assertEquals(List.of("ALL"), Json.strings(Json.object(container, "capabilities"), "drop"));
        assertEquals(
                Set.of("NET_ADMIN", "NET_RAW", "NET_BIND_SERVICE"),
                new TreeSet<>(Json.strings(Json.object(container, "capabilities"), "add")));
        assertEquals(
                List.of("/tmp <- emptyDir", "/var/lib/routelb <- host /var/lib/routelb"), agent().writable("lb-node"));
    }

    private static void assertConfined(JsonObject container) {
        assertTrue(Json.isTrue(container, "readOnlyRootFilesystem"));
        assertTrue(container.has("allowPrivilegeEscalation"));
        assertFalse(Json.isTrue(container, "allowPrivilegeEscalation"));
        assertFalse(Json.isTrue(container, "privileged"));
    }

    @Test
    void theStateOutlivesThePodWhereTheAgentLooksForIt() {
        assertTrue(Json.strings(agent().container("lb-node"), "args").contains("--state-dir=/var/lib/routelb"));
        JsonObject host = Json.object(agent().volume("state").orElseThrow(), "hostPath");
        assertEquals("DirectoryOrCreate", Json.string(host, "type"));
    }

    @Test
    void theAgentKnowsItsNodeAndItsPod() {
        Map<String, String> fields = new TreeMap<>();
        for (JsonObject variable : Json.objects(agent().container("lb-node"), "env")) {
            JsonObject reference = Json.object(Json.object(variable, "valueFrom"), "fieldRef");
            fields.put(Json.string(variable, "name"), Json.string(reference, "fieldPath"));
        }
        assertEquals(
                "{NODE_NAME=spec.nodeName, POD_NAME=metadata.name, POD_NAMESPACE=metadata.namespace}",
                fields.toString());
    }

    @Test
    void agentsAreReplacedOneByOneAndRunOnEveryNode() {
        JsonObject update = Json.object(Json.object(agent().spec(), "updateStrategy"), "rollingUpdate");
        assertEquals("{\"maxSurge\":0,\"maxUnavailable\":1}", Json.text(update));
        assertEquals("[{\"operator\":\"Exists\"}]", Json.text(Json.array(agent().pod(), "tolerations")));
        assertEquals("system-node-critical", Json.string(agent().pod(), "priorityClassName"));
    }

    @Test
    void oneOfTwoAllocatorsOutlivesADrain() {
        assertEquals(2, Json.integer(allocator().spec(), "replicas", 1));
        JsonObject budget = Json.object(base.one("PodDisruptionBudget", "routelb-allocator"), "spec");
        assertEquals(1, Json.integer(budget, "minAvailable", 0));
        assertEquals(Json.object(allocator().spec(), "selector"), Json.object(budget, "selector"));
        JsonObject apart = Json.object(Json.object(allocator().pod(), "affinity"), "podAntiAffinity");
        assertTrue(Json.text(apart).contains("kubernetes.io/hostname"));
    }

    @Test
    void aSelectorTakesThePodsOfOneProgram() {
        for (Workload workload : List.of(allocator(), agent())) {
            JsonObject selected = Json.object(Json.object(workload.spec(), "selector"), "matchLabels");
            JsonObject labels = Json.object(Json.object(workload.template(), "metadata"), "labels");
            assertEquals(selected, labels);
        }
        assertFalse(Json.object(allocator().spec(), "selector").equals(Json.object(agent().spec(), "selector")));
    }

    @Test
    void imagesHaveTheVersionOfTheProject() throws IOException {
        String pom = Files.readString(Path.of(System.getProperty("routelb.root"), "pom.xml"));
        String version =
                pom.replaceFirst("(?s).*?<version>([^<]*)</version>.*", "$1").replace("-SNAPSHOT", "");
        assertEquals("routelb/allocator:" + version, Json.string(allocator().container("allocator"), "image"));
        assertEquals("routelb/lb-node:" + version, Json.string(agent().container("lb-node"), "image"));
    }
}
