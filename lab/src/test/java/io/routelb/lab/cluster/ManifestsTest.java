package io.routelb.lab.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManifestsTest {
    private static final Path DEPLOY =
            Path.of(System.getProperty("routelb.root")).resolve("deploy");

    @Test
    void readsEveryObjectOfTheExampleAsAKnownKind() throws IOException, InterruptedException {
        List<JsonObject> objects = Manifests.read(DEPLOY.resolve("examples/one-router"));
        assertEquals(
                List.of(
                        "/apis/purelb.io/v2/namespaces/routelb-system/servicegroups",
                        "/apis/routelb.io/v1/routingconfigs",
                        "/apis/routelb.io/v1/bgppeers",
                        "/api/v1/namespaces/default/services",
                        "/api/v1/namespaces/default/services"),
                objects.stream()
                        .map(object -> ResourceKind.of(object).orElseThrow().collectionOf(object))
                        .toList());
    }

    @Test
    void knowsEveryKindOfTheBaseThatIsNoWorkload() throws IOException, InterruptedException {
        for (Path file : List.of(
                DEPLOY.resolve("base/namespace.yaml"),
                DEPLOY.resolve("base/rbac-allocator.yaml"),
                DEPLOY.resolve("base/rbac-lb-node.yaml"))) {
            List<JsonObject> objects = Manifests.read(file);
            assertFalse(objects.isEmpty(), file.toString());
            for (JsonObject object : objects) {
                assertTrue(ResourceKind.of(object).isPresent(), file + " holds a " + object.get("kind"));
            }
        }
    }

    @Test
    void leavesEmptyDocumentsOut() {
        assertEquals(
                1, Manifests.parse("---\n# nothing\n---\nkind: Service\n---\n").size());
    }
}
