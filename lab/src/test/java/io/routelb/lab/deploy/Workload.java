package io.routelb.lab.deploy;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.store.Json;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A Deployment or DaemonSet. */
record Workload(JsonObject object) {
    JsonObject spec() {
        return Json.object(object, "spec");
    }

    JsonObject template() {
        return Json.object(spec(), "template");
    }

    JsonObject pod() {
        return Json.object(template(), "spec");
    }

    List<JsonObject> containers() {
        return Stream.of("containers", "initContainers")
                .flatMap(list -> Json.objects(pod(), list).stream())
                .toList();
    }

    JsonObject container(String name) {
        return named(containers(), name).orElseThrow(() -> new AssertionError("there is no container " + name));
    }

    Optional<JsonObject> volume(String name) {
        return named(Json.objects(pod(), "volumes"), name);
    }

    /** Where a container may write, and what is mounted there. */
    List<String> writable(String container) {
        return Json.objects(container(container), "volumeMounts").stream()
                .filter(mount -> !Json.isTrue(mount, "readOnly"))
                .map(mount -> Json.string(mount, "mountPath") + " <- " + source(Json.string(mount, "name")))
                .sorted()
                .toList();
    }

    private String source(String name) {
        JsonObject volume = volume(name).orElseThrow(() -> new AssertionError("there is no volume " + name));
        return volume.has("hostPath") ? "host " + Json.string(Json.object(volume, "hostPath"), "path") : "emptyDir";
    }

    private static Optional<JsonObject> named(List<JsonObject> list, String name) {
        return list.stream()
                .filter(one -> Json.string(one, "name").equals(name))
                .findFirst();
    }
}
