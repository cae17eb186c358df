package io.routelb.lab.cluster;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.routelb.lab.apiserver.ApiServer;
import io.routelb.lab.apiserver.Options;
import io.routelb.lab.deploy.Kept;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every manifest that the README and the guide show, the examples of routing, and what {@code kubectl routelb convert} makes of its
 * samples, is taken by an API server with our schemas, nothing left out.
 */
class GuideTest {
    private static final Path ROOT = Path.of(System.getProperty("routelb.root"));
    private static final Pattern YAML = Pattern.compile("^```yaml\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    /** Of routing; those of IPAM and host daemons are run by scenarios. */
    private static final List<String> EXAMPLES = List.of(
            "flat-l2/flat-l2.yaml",
            "mesh/mesh.yaml",
            "one-router/routing.yaml",
            "routing-policies/policies.yaml",
            "two-racks/two-racks.yaml",
            "two-sites/two-sites.yaml");

    @TempDir
    private Path folder;

    static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs/guide"))) {
            files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
        }
        for (String example : EXAMPLES) {
            documents.add(ROOT.resolve("deploy/examples").resolve(example));
        }
        try (Stream<Path> files = Files.list(ROOT.resolve("cli/src/test/resources/convert"))) {
            files.filter(file -> file.toString().endsWith(".out.yaml")).sorted().forEach(documents::add);
        }
        return documents;
    }

    private static String manifests(Path document) throws IOException {
        if (document.toString().endsWith(".yaml")) {
            return Files.readString(document);
        }
        StringBuilder all = new StringBuilder();
        Matcher block = YAML.matcher(Files.readString(document));
        while (block.find()) {
            all.append("---\n").append(block.group(1));
        }
        return all.toString();
    }

    @Test
    void thereAreManifestsToTry() throws IOException {
        for (Path document : documents()) {
            assertFalse(manifests(document).isEmpty(), document + " shows no manifest");
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void whatADocumentShowsIsTakenAsItIs(Path document) throws IOException, InterruptedException {
        Path shown = Files.writeString(folder.resolve("shown.yaml"), manifests(document));
        try (ApiServer server = ApiServer.start(Options.defaults())) {
            ClusterApi api = new ClusterApi(
                    ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(new StringReader(server.kubeconfig())))
                            .build());
            ClusterObjects objects = new ClusterObjects(api);
            objects.apply(ROOT.resolve("deploy/crds"));
            objects.apply(ROOT.resolve("deploy/base/namespace.yaml"));
            objects.awaitCustomKinds();
            objects.apply(shown);
            for (JsonObject object : Manifests.read(shown)) {
                keepsEveryField(api, object);
            }
        }
    }

    /** A field the schema does not know would be dropped without a word. */
    private static void keepsEveryField(ClusterApi api, JsonObject object) throws IOException {
        String name = object.getAsJsonObject("metadata").get("name").getAsString();
        String path = ResourceKind.of(object).orElseThrow().collectionOf(object) + "/" + name;
        Optional<JsonObject> stored = api.get(path);
        JsonObject spec = stored.orElseThrow().getAsJsonObject("spec");
        assertTrue(Kept.all(spec, object.getAsJsonObject("spec")), path + " is stored as " + spec);
    }
}
