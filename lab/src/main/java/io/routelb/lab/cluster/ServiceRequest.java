package io.routelb.lab.cluster;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A LoadBalancer Service as a user would write it, port 80, of the group {@code routed} unless another is named. */
public record ServiceRequest(
        String name,
        String trafficPolicy,
        String familyPolicy,
        List<String> families,
        Map<String, String> annotations,
        int port) {
    private static final String GROUP = "purelb.io/service-group";

    public ServiceRequest {
        families = List.copyOf(families);
        annotations = Map.copyOf(annotations);
    }

    /** Both families if they are to be had, through every node. */
    public static ServiceRequest named(String name) {
        return new ServiceRequest(name, "Cluster", "PreferDualStack", List.of(), Map.of(), 80)
                .annotated(GROUP, "routed");
    }

    /** Only through nodes with an endpoint. */
    public ServiceRequest local() {
        return new ServiceRequest(name, "Local", familyPolicy, families, annotations, port);
    }

    /** With this family policy and, unless empty, these families in this order. */
    public ServiceRequest families(String policy, List<String> these) {
        return new ServiceRequest(name, trafficPolicy, policy, these, annotations, port);
    }

    /** With an IPv4 address only. */
    public ServiceRequest ipv4() {
        return families("SingleStack", List.of("IPv4"));
    }

    /** From another group. */
    public ServiceRequest from(String otherGroup) {
        return annotated(GROUP, otherGroup);
    }

    /** Exactly these addresses, as a user would write them. */
    public ServiceRequest pinned(String addresses) {
        return annotated("purelb.io/addresses", addresses);
    }

    /** Sharing its address with others of the same key. */
    public ServiceRequest shared(String key) {
        return annotated("purelb.io/allow-shared-ip", key);
    }

    /** With an annotation more. */
    public ServiceRequest annotated(String annotation, String value) {
        Map<String, String> more = new HashMap<>(annotations);
        more.put(annotation, value);
        return new ServiceRequest(name, trafficPolicy, familyPolicy, families, more, port);
    }

    /** On another TCP port than 80. */
    public ServiceRequest port(int other) {
        return new ServiceRequest(name, trafficPolicy, familyPolicy, families, annotations, other);
    }

    JsonObject json(String namespace) {
        JsonObject spec = object(
                "type",
                "LoadBalancer",
                "ipFamilyPolicy",
                familyPolicy,
                "externalTrafficPolicy",
                trafficPolicy,
                "selector",
                object("app", name),
                "ports",
                List.of(object("name", "http", "protocol", "TCP", "port", port, "targetPort", 8080)));
        if (!families.isEmpty()) {
            spec.add("ipFamilies", object("x", families).get("x"));
        }
        JsonObject metadata = object("name", name, "namespace", namespace, "annotations", new JsonObject());
        annotations.forEach(
                (key, value) -> metadata.getAsJsonObject("annotations").addProperty(key, value));
        return object("apiVersion", "v1", "kind", "Service", "metadata", metadata, "spec", spec);
    }
}
