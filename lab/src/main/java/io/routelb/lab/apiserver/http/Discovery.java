package io.routelb.lab.apiserver.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.api.ResourceType;
import io.routelb.lab.apiserver.registry.TypeIndex;
import io.routelb.lab.apiserver.status.ApiError;
import io.routelb.lab.apiserver.store.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is served: groups, versions, resources, the version of Kubernetes this server keeps to. */
final class Discovery {
    private static final List<String> VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
    private static final String MINOR = "34";

    private final TypeIndex types;
    private final Documents documents;

    Discovery(TypeIndex types) {
        this.types = types;
        this.documents = new Documents(types);
    }

    Reply answer(Request request, String path) throws ApiError {
        List<String> parts = List.of(path.replaceAll("^/|/$", "").split("/", -1));
        return switch (parts.getFirst()) {
            case "version" -> Reply.json(version());
            case "openapi" -> documents.answer(request, path);
            case "api" -> parts.size() == 1 ? Reply.json(legacy()) : resources("", parts.getLast());
            case "apis" ->
                switch (parts.size()) {
                    case 1 -> Reply.json(groups());
                    case 2 -> group(parts.get(1));
                    default -> resources(parts.get(1), parts.get(2));
                };
            default -> Reply.text(404, "404 page not found\n");
        };
    }

    private static JsonObject version() {
        JsonObject version = new JsonObject();
        version.addProperty("major", "1");
        version.addProperty("minor", MINOR);
        version.addProperty("gitVersion", "v1." + MINOR + ".0");
        version.addProperty("gitCommit", "routelb-lab");
        version.addProperty("gitTreeState", "clean");
        version.addProperty("buildDate", "2026-01-01T00:00:00Z");
        version.addProperty("goVersion", "none");
        version.addProperty("compiler", "javac");
        version.addProperty("platform", "linux/amd64");
        return version;
    }

    private static JsonObject legacy() {
        JsonObject versions = new JsonObject();
        versions.addProperty("kind", "APIVersions");
        versions.add("versions", Json.stringArray(List.of("v1")));
        versions.add("serverAddressByClientCIDRs", new JsonArray());
        return versions;
    }

    private JsonObject groups() {
        Set<String> names = new LinkedHashSet<>();
        types.current().all().forEach(type -> names.add(type.group()));
        JsonArray groups = new JsonArray();
        names.stream().filter(name -> !name.isEmpty()).forEach(name -> groups.add(describe(name)));
        for (String review : List.of("authentication.k8s.io", "authorization.k8s.io")) {
            groups.add(describe(review, List.of("v1")));
        }
        JsonObject list = new JsonObject();
        list.addProperty("kind", "APIGroupList");
        list.addProperty("apiVersion", "v1");
        list.add("groups", groups);
        return list;
    }

    private Reply group(String name) {
        boolean known =
                types.current().all().stream().anyMatch(type -> type.group().equals(name));
        if (!known || name.isEmpty()) {
            return Reply.text(404, "404 page not found\n");
        }
        JsonObject group = describe(name);
        group.addProperty("kind", "APIGroup");
        group.addProperty("apiVersion", "v1");
        return Reply.json(group);
    }

    private JsonObject describe(String name) {
        Set<String> versions = new LinkedHashSet<>();
        types.current().all().stream()
                .filter(type -> type.group().equals(name))
                .forEach(type -> versions.add(type.version()));
        return describe(name, new ArrayList<>(versions));
    }

    private static JsonObject describe(String name, List<String> versions) {
        JsonArray list = new JsonArray();
        versions.forEach(version -> list.add(groupVersion(name, version)));
        JsonObject group = new JsonObject();
        group.addProperty("name", name);
        group.add("versions", list);
        group.add("preferredVersion", list.get(0));
        return group;
    }

    private static JsonObject groupVersion(String group, String version) {
        JsonObject entry = new JsonObject();
        entry.addProperty("groupVersion", group + "/" + version);
        entry.addProperty("version", version);
        return entry;
    }

    private Reply resources(String group, String version) throws ApiError {
        JsonArray resources = new JsonArray();
        for (ResourceType type : types.current().all()) {
            if (type.group().equals(group) && type.version().equals(version)) {
                resources.add(resource(type, "", type.kind(), VERBS));
                if (type.statusSubresource()) {
                    resources.add(resource(type, "/status", type.kind(), List.of("get", "patch", "update")));
                }
                if (type.plural().equals("serviceaccounts")) {
                    JsonObject token = resource(type, "/token", "TokenRequest", List.of("create"));
                    token.addProperty("group", "authentication.k8s.io");
                    token.addProperty("version", "v1");
                    resources.add(token);
                }
            }
        }
        if (group.equals("authorization.k8s.io")) {
            resources.add(review("selfsubjectaccessreviews", "SelfSubjectAccessReview"));
        }
        if (group.equals("authentication.k8s.io")) {
            resources.add(review("selfsubjectreviews", "SelfSubjectReview"));
        }
        if (resources.isEmpty()) {
            throw ApiError.noSuchResource();
        }
        JsonObject list = new JsonObject();
        list.addProperty("kind", "APIResourceList");
        list.addProperty("apiVersion", "v1");
        list.addProperty("groupVersion", group.isEmpty() ? version : group + "/" + version);
        list.add("resources", resources);
        return Reply.json(list);
    }

    private static JsonObject review(String plural, String kind) {
        JsonObject entry = new JsonObject();
        entry.addProperty("name", plural);
        entry.addProperty("singularName", "");
        entry.addProperty("namespaced", false);
        entry.addProperty("kind", kind);
        entry.add("verbs", Json.stringArray(List.of("create")));
        return entry;
    }

    private static JsonObject resource(ResourceType type, String suffix, String kind, List<String> verbs) {
        JsonObject entry = new JsonObject();
        entry.addProperty("name", type.plural() + suffix);
        entry.addProperty("singularName", suffix.isEmpty() ? type.singular() : "");
        entry.addProperty("namespaced", type.namespaced());
        entry.addProperty("kind", kind);
        entry.add("verbs", Json.stringArray(verbs));
        if (suffix.isEmpty() && !type.shortNames().isEmpty()) {
            entry.add("shortNames", Json.stringArray(type.shortNames()));
        }
        if (suffix.isEmpty() && !type.categories().isEmpty()) {
            entry.add("categories", Json.stringArray(type.categories()));
        }
        return entry;
    }
}
