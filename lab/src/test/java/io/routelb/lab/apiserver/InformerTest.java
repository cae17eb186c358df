package io.routelb.lab.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.CallGeneratorParams;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client library's own informers stay in step, as with any API server: after a closed watch, after lost history, over a restart. */
class InformerTest {
    @TempDir
    private Path dir = Path.of("unset");

    private static ApiClient client(ApiServer server) throws IOException {
        KubeConfig config = KubeConfig.loadKubeConfig(new StringReader(server.kubeconfig()));
        ApiClient client = ClientBuilder.kubeconfig(config).build();
        client.setReadTimeout(0);
        return client;
    }

    @Test
    void informersFollowThroughAClosedWatchLostHistoryAndARestart() throws IOException, ApiException {
        ApiServer server = ApiServer.start(Options.defaults().withDataDir(dir));
        SharedInformerFactory factory = new SharedInformerFactory(client(server));
        try {
            ApiClient writer = client(server);
            create(writer, "a");
            SharedIndexInformer<V1ConfigMap> informer = informer(factory, writer);
            factory.startAllRegisteredInformers();
            sees(informer, "a");
            create(writer, "b");
            sees(informer, "a b");
            server.faults().closeWatches();
            create(writer, "c");
            sees(informer, "a b c");
            server.faults().compact();
            server.faults().closeWatches();
            new CoreV1Api(writer).deleteNamespacedConfigMap("a", "default").execute();
            create(writer, "d");
            sees(informer, "b c d");
            server.close();
            server = ApiServer.start(Options.defaults().withDataDir(dir));
            create(client(server), "e");
            sees(informer, "b c d e");
        } finally {
            factory.stopAllRegisteredInformers(true);
            server.close();
        }
    }

    private static SharedIndexInformer<V1ConfigMap> informer(SharedInformerFactory factory, ApiClient client) {
        CoreV1Api api = new CoreV1Api(client);
        return factory.sharedIndexInformerFor(
                (CallGeneratorParams params) -> api.listNamespacedConfigMap("default")
                        .resourceVersion(params.resourceVersion)
                        .timeoutSeconds(params.timeoutSeconds)
                        .watch(params.watch)
                        .buildCall(null),
                V1ConfigMap.class,
                V1ConfigMapList.class);
    }

    private static void create(ApiClient client, String name) throws ApiException {
        V1ConfigMap map = new V1ConfigMap().metadata(new V1ObjectMeta().name(name));
        new CoreV1Api(client).createNamespacedConfigMap("default", map).execute();
    }

    private static void sees(SharedIndexInformer<V1ConfigMap> informer, String names) {
        ControllersTest.eventually(
                "the informer sees " + names, () -> names(informer).equals(names));
        assertEquals(names, names(informer));
    }

    private static String names(SharedIndexInformer<V1ConfigMap> informer) {
        TreeSet<String> names = new TreeSet<>();
        for (V1ConfigMap map : informer.getIndexer().list()) {
            V1ObjectMeta metadata = map.getMetadata();
            names.add(metadata == null ? "?" : String.valueOf(metadata.getName()));
        }
        return String.join(" ", names);
    }
}
