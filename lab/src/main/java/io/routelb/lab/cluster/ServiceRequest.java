package io.routelb.lab.cluster;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonObject;
import java.util.List;

/** A LoadBalancer Service as a user would write it, port 80, of the group {@code routed} unless another is named. */
public record ServiceRequest(
        String name, String trafficPolicy, String familyPolicy, List<String> families, String group) {
    public ServiceRequest {
        families = List.copyOf(families);
    }

    /** Both families if they are to be had, through every node. */
    public static ServiceRequest named(String name) {
        return new ServiceRequest(name, "Cluster", "PreferDualStack", List.of(), "routed");
    }

    /** Only through nodes with an endpoint. */
    public ServiceRequest local() {
        return new ServiceRequest(name, "Local", familyPolicy, families, group);
    }

    /** With this family policy and, unless empty, these families in this order. */
    public ServiceRequest families(String policy, List<String> these) {
        return new ServiceRequest(name, trafficPolicy, policy, these, group);
    }

    /** From another group. */
    public ServiceRequest from(String otherGroup) {
        return new ServiceRequest(name, trafficPolicy, familyPolicy, families, otherGroup);
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
                List.of(object("name", "http", "protocol", "TCP", "port", 80, "targetPort", 8080)));
        if (!families.isEmpty()) {
            spec.add("ipFamilies", object("x", families).get("x"));
        }
        return object(
                "apiVersion",
                "v1",
                "kind",
                "Service",
                "metadata",
                object(
                        "name", name,
                        "namespace", namespace,
                        "annotations", object("purelb.io/service-group", group)),
                "spec",
                spec);
    }
}
