package io.routelb.lab.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.lab.cluster.Manifests;
import io.routelb.lab.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chart installs what the kustomizations do, object by object and field by field; rendered by Helm itself, which helm-java brings along. */
class HelmChartTest {
    private static final Path DEPLOY = Path.of(System.getProperty("routelb.root"), "deploy");
    private static final String NAMESPACE = "routelb-system";
    /** Helm counts a chart that nobody is to install as of its own oldest version. */
    private static final String KUBERNETES = "1.32.0";

    @TempDir
    private static Path charts = Path.of("");

    @TempDir
    private Path folder = Path.of("");

    /** With files for its links, as in a package: Helm says a line of each link each time. */
    @BeforeAll
    static void copy() throws IOException, InterruptedException {
        Command.run("cp", "-rL", DEPLOY.resolve("helm/routelb").toString(), chart().toString());
    }

    private static Path chart() {
        return charts.resolve("routelb");
    }

    private static TemplateCommand template() {
        return template("routelb", NAMESPACE);
    }

    private static TemplateCommand template(String release, String namespace) {
        return new Helm(chart())
                .template()
                .withName(release)
                .withNamespace(namespace)
                .withKubeVersion(KUBERNETES)
                .skipCrds();
    }

    private static Map<String, JsonObject> byName(List<JsonObject> objects) {
        Map<String, JsonObject> all = new TreeMap<>();
        objects.forEach(object -> assertEquals(
                Optional.empty(),
                Optional.ofNullable(all.put(
                        Json.string(object, "kind") + " " + Json.string(Json.object(object, "metadata"), "name"),
                        object))));
        return all;
    }

    /** The namespace is made by {@code helm install --create-namespace}. */
    private static Map<String, JsonObject> withoutNamespace(Rendered kustomized) {
        Map<String, JsonObject> all = byName(kustomized.objects());
        all.remove("Namespace " + NAMESPACE);
        return all;
    }

    private static void assertSame(Map<String, JsonObject> expected, String rendered) {
        Map<String, JsonObject> chart = byName(Manifests.parse(rendered));
        assertEquals(expected.keySet(), chart.keySet());
        expected.forEach((name, object) -> assertEquals(
                Json.text(Sorted.object(object)),
                Json.text(Sorted.object(chart.getOrDefault(name, new JsonObject())))));
    }

    @Test
    void withoutAValueItIsTheBase() throws IOException, InterruptedException {
        assertSame(withoutNamespace(Rendered.of("base")), template().call());
    }

    @ParameterizedTest
    @CsvSource({
        "webhook, webhook.enabled, true",
        "servicemonitor, serviceMonitor.enabled, true",
        "networkpolicy, networkPolicy.enabled, true",
        "bird/sidecar, bird.mode, sidecar",
        "bird/host, bird.mode, host",
        "frr/sidecar, frr.mode, sidecar",
        "frr/host, frr.mode, host"
    })
    void aValueAddsTheComponent(String component, String value, String set) throws IOException, InterruptedException {
        assertSame(
                withoutNamespace(Rendered.with(component, folder)),
                template().set(value, set).call());
    }

    @Test
    void anotherNamespaceIsInEveryObject() {
        String rendered = template("lb", "elsewhere")
                .set("webhook.enabled", "true")
                .set("serviceMonitor.enabled", "true")
                .set("networkPolicy.enabled", "true")
                .set("frr.mode", "sidecar")
                .set("bird.mode", "sidecar")
                .call();
        assertTrue(rendered.contains("namespace: elsewhere"));
        assertFalse(rendered.contains(NAMESPACE), rendered);
    }

    @Test
    void imagesFlagsAndResourcesAreThoseOfTheValues() throws IOException {
        Path values = Files.writeString(folder.resolve("values.yaml"), """
                allocator:
                  image: {repository: registry.example.com/allocator, tag: "1"}
                  args: [--default-class=false]
                  replicas: 3
                agent:
                  image: {repository: registry.example.com/lb-node}
                  resources: {requests: {cpu: 1}}
                  nodeSelector: {edge: "yes"}
                imagePullSecrets: [{name: registry}]
                logLevel: debug
                """);
        Rendered all =
                new Rendered(Manifests.parse(template().withValuesFile(values).call()));
        Workload allocator = all.workload("Deployment", "routelb-allocator");
        JsonObject first = allocator.container("allocator");
        assertEquals("registry.example.com/allocator:1", Json.string(first, "image"));
        assertEquals(List.of("--log-level=debug", "--default-class=false"), Json.strings(first, "args"));
        assertEquals(3, Json.integer(allocator.spec(), "replicas", 0));
        Workload agent = all.workload("DaemonSet", "routelb-lb-node");
        JsonObject second = agent.container("lb-node");
        assertEquals("registry.example.com/lb-node:0.1.0", Json.string(second, "image"));
        assertEquals(List.of("--log-level=debug", "--state-dir=/var/lib/routelb"), Json.strings(second, "args"));
        assertEquals("{\"requests\":{\"cpu\":1}}", Json.text(Json.object(second, "resources")));
        assertEquals("yes", Json.string(Json.object(agent.pod(), "nodeSelector"), "edge"));
        for (Workload workload : List.of(allocator, agent)) {
            assertEquals("[{\"name\":\"registry\"}]", Json.text(Json.array(workload.pod(), "imagePullSecrets")));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "allocator.replicas, 0",
        "agent.replicas, 3",
        "frr.mode, Sidecar",
        "logLevel, loud",
        "webhook.enabled, perhaps"
    })
    void aValueThatMeansNothingIsRefused(String name, String value) {
        TemplateCommand command = template().set(name, value);
        RuntimeException refused = assertThrows(RuntimeException.class, command::call);
        assertTrue(String.valueOf(refused.getMessage()).contains("schema"), refused.toString());
    }

    @Test
    void helmItselfHasNothingToSayAgainstIt() {
        LintResult result = new Helm(chart()).lint().strict().call();
        assertFalse(result.isFailed(), () -> result.getMessages().toString());
    }

    @Test
    void theApiIsTheOneInDeployCrds() throws IOException {
        Map<String, JsonObject> ours = definitions(DEPLOY.resolve("crds"));
        assertEquals(6, ours.size());
        assertEquals(ours, definitions(chart().resolve("crds")));
        String shown = new Helm(chart()).show().crds().call();
        ours.keySet()
                .forEach(name -> assertTrue(shown.contains("  name: " + name.replaceFirst(".* ", "") + "\n"), name));
    }

    private static Map<String, JsonObject> definitions(Path folder) throws IOException {
        Map<String, JsonObject> all = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                if (!file.endsWith("kustomization.yaml")) {
                    all.putAll(byName(Manifests.parse(Files.readString(file))));
                }
            }
        }
        return all;
    }
}
