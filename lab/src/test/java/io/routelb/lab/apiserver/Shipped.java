package io.routelb.lab.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.RestClient.Answer;
import io.routelb.lab.apiserver.store.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The manifests we ship, and where their objects go. */
final class Shipped {
    static final String SYSTEM = "/api/v1/namespaces/routelb-system";
    static final String GROUPS = "/apis/purelb.io/v2/namespaces/routelb-system/servicegroups";
    static final String HOOKS = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
    static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    static final String GROUPS_CRD = "crds/servicegroups.purelb.io.yaml";

    private static final Path DEPLOY = Path.of(System.getProperty("routelb.root"), "deploy");
    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1";
    private static final Map<String, String> COLLECTIONS = Map.of(
            "Namespace", "/api/v1/namespaces",
            "ServiceAccount", SYSTEM + "/serviceaccounts",
            "ClusterRole", RBAC + "/clusterroles",
            "ClusterRoleBinding", RBAC + "/clusterrolebindings",
            "Role", RBAC + "/namespaces/routelb-system/roles",
            "RoleBinding", RBAC + "/namespaces/routelb-system/rolebindings",
            "CustomResourceDefinition", DEFINITIONS);

    private Shipped() {}

    /** Creates all objects of the files below deploy/. */
    static void apply(RestClient admin, String... files) throws IOException {
        for (String file : files) {
            for (JsonObject object : objects(file)) {
                String path = COLLECTIONS.getOrDefault(Json.string(object, "kind"), "unknown");
                Answer written = admin.post(path, Json.text(object));
                assertEquals(201, written.code(), written.text());
            }
        }
    }

    /** A file below deploy/. */
    static String text(String file) throws IOException {
        return Files.readString(DEPLOY.resolve(file));
    }

    /** The objects of a file below deploy/. */
    static List<JsonObject> objects(String file) throws IOException {
        List<JsonObject> objects = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text(file))) {
            objects.add(new Gson().toJsonTree(document).getAsJsonObject());
        }
        return objects;
    }

    /** An allocator with the rights of its ServiceAccount; base and webhook RBAC are applied first. */
    static AllocatorProgram allocator(Path dir, ApiServer server, RestClient admin) throws IOException {
        apply(admin, "base/namespace.yaml", "base/rbac-allocator.yaml", "components/webhook/rbac.yaml");
        admin.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"web\"}}");
        String token = admin.post(SYSTEM + "/serviceaccounts/routelb-allocator/token", "{\"spec\":{}}")
                .at("status/token");
        return new AllocatorProgram(dir, server.kubeconfig(token));
    }

    /** A remote group of one IPv4 pool. */
    static String group(String name, String pool, String subnet) {
        return "{\"apiVersion\":\"purelb.io/v2\",\"kind\":\"ServiceGroup\",\"metadata\":{\"name\":\"" + name
                + "\"},\"spec\":{\"remote\":{\"v4pool\":{\"pool\":\"" + pool + "\",\"subnet\":\"" + subnet + "\"}}}}";
    }

    /** A LoadBalancer with these annotations, written as JSON fields. */
    static String service(String name, String annotations) {
        return "{\"metadata\":{\"name\":\"" + name + "\",\"annotations\":{" + annotations
                + "}},\"spec\":{\"type\":\"LoadBalancer\",\"ports\":[{\"port\":80}]}}";
    }
}
