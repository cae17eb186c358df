package io.routelb.lab.deploy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.kubernetes.client.openapi.JSON;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.lab.cluster.Manifests;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a kustomization makes. */
record Rendered(List<JsonObject> objects) {
    private static final Path DEPLOY = Path.of(System.getProperty("routelb.root"), "deploy");
    private static final String MODELS = "io.kubernetes.client.openapi.models.V1";

    Rendered {
        objects = List.copyOf(objects);
    }

    /** A folder below deploy/. */
    static Rendered of(String folder) throws IOException, InterruptedException {
        return of(DEPLOY.resolve(folder));
    }

    static Rendered of(Path folder) throws IOException, InterruptedException {
        return new Rendered(Manifests.read(folder));
    }

    /** The base with a component of deploy/components; the folder is empty, and gets the kustomization. */
    static Rendered with(String component, Path folder) throws IOException, InterruptedException {
        String deploy = folder.toRealPath().relativize(DEPLOY.toRealPath()).toString();
        Files.writeString(folder.resolve("kustomization.yaml"), """
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                resources: [%1$s/base]
                components: [%1$s/components/%2$s]
                """.formatted(deploy, component));
        return of(folder);
    }

    Stream<JsonObject> kind(String kind) {
        return objects.stream().filter(object -> Json.string(object, "kind").equals(kind));
    }

    JsonObject one(String kind, String name) {
        return kind(kind)
                .filter(object ->
                        Json.string(Json.object(object, "metadata"), "name").equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + kind + " " + name));
    }

    /** The Pods of a Deployment or DaemonSet. */
    Workload workload(String kind, String name) {
        return new Workload(one(kind, name));
    }

    /**
     * Judges an object by the class that was made from Kubernetes' OpenAPI document.
     *
     * @throws IllegalArgumentException or JsonParseException on a field that is not known, one that is missing, or a value of another type
     */
    static void requireKnown(JsonObject object) throws ReflectiveOperationException {
        Class<?> model = Class.forName(MODELS + Json.string(object, "kind"));
        try {
            model.getMethod("validateJsonElement", JsonElement.class).invoke(null, object);
        } catch (InvocationTargetException refused) {
            throw new IllegalArgumentException(object.get("kind") + ": " + refused.getTargetException(), refused);
        }
        JsonElement read = JSON.getGson().toJsonTree(JSON.getGson().fromJson(object, model));
        if (!Kept.all(read, object)) {
            throw new JsonParseException(object + " is read as " + read);
        }
    }
}
