package io.routelb.lab.apiserver.registry;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.api.ResourceType;
import io.routelb.lab.apiserver.status.ApiError;
import io.routelb.lab.apiserver.store.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A field selector as written in a query: {@code metadata.name=a,type!=b}. Each kind knows a few fields only; others are refused. */
public record FieldSelector(List<Term> terms) {
    private static final Set<String> POD = Set.of(
            "spec.nodeName",
            "spec.restartPolicy",
            "spec.schedulerName",
            "spec.serviceAccountName",
            "spec.hostNetwork",
            "status.phase",
            "status.podIP",
            "status.nominatedNodeName");
    private static final Set<String> EVENT = Set.of(
            "involvedObject.kind",
            "involvedObject.namespace",
            "involvedObject.name",
            "involvedObject.uid",
            "involvedObject.apiVersion",
            "involvedObject.resourceVersion",
            "involvedObject.fieldPath",
            "reason",
            "reportingComponent",
            "source",
            "type");

    /** One comma-separated part. */
    record Term(String path, boolean equal, String value) {}

    public FieldSelector {
        terms = List.copyOf(terms);
    }

    static FieldSelector parse(ResourceType type, String text) throws ApiError {
        List<Term> terms = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            if (part.isBlank()) {
                continue;
            }
            int at = part.indexOf('=');
            if (at <= 0) {
                throw ApiError.badRequest("invalid selector: '" + text + "'; can't understand '" + part + "'");
            }
            boolean unequal = part.charAt(at - 1) == '!';
            String path = part.substring(0, unequal ? at - 1 : at).strip();
            String value =
                    part.substring(part.startsWith("==", at) ? at + 2 : at + 1).strip();
            if (!known(type, path)) {
                throw ApiError.badRequest("Unable to find \"" + type.apiVersion() + ", Resource=" + type.plural()
                        + "\" that match label selector \"\", field selector \"" + text
                        + "\": field label not supported: " + path);
            }
            terms.add(new Term(path, !unequal, value));
        }
        return new FieldSelector(terms);
    }

    boolean matches(JsonObject object) {
        return terms.stream().allMatch(term -> value(object, term.path()).equals(term.value()) == term.equal());
    }

    /** The name that must be equal, if there is one. */
    Optional<String> name() {
        return terms.stream()
                .filter(term -> term.equal() && term.path().equals("metadata.name"))
                .map(Term::value)
                .findFirst();
    }

    private static boolean known(ResourceType type, String path) {
        if (path.equals("metadata.name") || path.equals("metadata.namespace")) {
            return true;
        }
        if (type.schema().isPresent()) {
            return false;
        }
        return switch (type.kind()) {
            case "Pod" -> POD.contains(path);
            case "Event" -> EVENT.contains(path);
            case "Secret" -> path.equals("type");
            case "Namespace" -> path.equals("status.phase") || path.equals("name");
            case "Node" -> path.equals("spec.unschedulable");
            case "Service" -> path.equals("spec.clusterIP") || path.equals("spec.type");
            default -> false;
        };
    }

    private static String value(JsonObject object, String path) {
        if (path.equals("source")) {
            return Json.string(Json.object(object, "source"), "component");
        }
        @Nullable JsonElement at = object;
        for (String field : path.split("\\.", -1)) {
            at = at instanceof JsonObject parent ? parent.get(field) : null;
        }
        String found = Json.string(at);
        boolean flag = path.equals("spec.unschedulable") || path.equals("spec.hostNetwork");
        return flag && found.isEmpty() ? "false" : found;
    }
}
