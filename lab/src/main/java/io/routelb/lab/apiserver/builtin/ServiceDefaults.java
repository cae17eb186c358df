package io.routelb.lab.apiserver.builtin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.routelb.lab.apiserver.store.Json;
import java.util.List;
import java.util.Optional;

/** What a Service means by what it leaves out, and what goes with a change of its type. */
final class ServiceDefaults {
    private static final int AFFINITY_SECONDS = 10_800;
    private static final String TYPE = "type";
    private static final String NODE_PORT = "nodePort";

    private ServiceDefaults() {}

    static void fill(JsonObject service, Optional<JsonObject> before) {
        JsonObject spec = Json.ensureObject(service, "spec");
        unset(spec, TYPE, "ClusterIP");
        unset(spec, "sessionAffinity", "None");
        before.map(old -> Json.object(old, "spec")).ifPresent(old -> {
            dropOfOldType(spec, old);
            keepAllocated(spec, old);
        });
        if (Json.string(spec, "sessionAffinity").equals("ClientIP")) {
            JsonObject client = Json.ensureObject(Json.ensureObject(spec, "sessionAffinityConfig"), "clientIP");
            if (!client.has("timeoutSeconds")) {
                client.addProperty("timeoutSeconds", AFFINITY_SECONDS);
            }
        } else {
            spec.remove("sessionAffinityConfig");
        }
        for (JsonObject port : Json.objects(spec, "ports")) {
            unset(port, "protocol", "TCP");
            boolean noTarget = Json.isUnset(port, "targetPort")
                    || Json.string(port, "targetPort").equals("0");
            if (noTarget && port.has("port")) {
                port.add("targetPort", port.get("port"));
            }
            if (Json.integer(port, NODE_PORT, -1) == 0) {
                port.remove(NODE_PORT);
            }
        }
        if (needsClusterIp(spec)) {
            unset(spec, "internalTrafficPolicy", "Cluster");
        }
        if (isExternal(spec)) {
            unset(spec, "externalTrafficPolicy", "Cluster");
        }
        if (isLoadBalancer(spec) && !spec.has("allocateLoadBalancerNodePorts")) {
            spec.addProperty("allocateLoadBalancerNodePorts", true);
        }
        fillStatus(service, spec);
    }

    static boolean isLoadBalancer(JsonObject spec) {
        return Json.string(spec, TYPE).equals("LoadBalancer");
    }

    static boolean needsClusterIp(JsonObject spec) {
        return !Json.string(spec, TYPE).equals("ExternalName");
    }

    static boolean mayHaveNodePorts(JsonObject spec) {
        return List.of("NodePort", "LoadBalancer").contains(Json.string(spec, TYPE));
    }

    static boolean isExternal(JsonObject spec) {
        return mayHaveNodePorts(spec)
                || (Json.string(spec, TYPE).equals("ClusterIP")
                        && !Json.array(spec, "externalIPs").isEmpty());
    }

    static boolean needsHealthCheckPort(JsonObject spec) {
        return isLoadBalancer(spec)
                && Json.string(spec, "externalTrafficPolicy").equals("Local");
    }

    static boolean isHeadless(JsonObject spec) {
        return Json.string(spec, "clusterIP").equals("None")
                || Json.strings(spec, "clusterIPs").contains("None");
    }

    private static void fillStatus(JsonObject service, JsonObject spec) {
        JsonObject status = Json.ensureObject(service, "status");
        JsonObject balancer = Json.ensureObject(status, "loadBalancer");
        if (!isLoadBalancer(spec)) {
            balancer.remove("ingress");
        }
        for (JsonObject ingress : Json.objects(balancer, "ingress")) {
            if (!Json.isUnset(ingress, "ip")) {
                unset(ingress, "ipMode", "VIP");
            }
        }
    }

    /** Fields that belong to the old type only, and that the user left as they were, go with it. */
    private static void dropOfOldType(JsonObject spec, JsonObject old) {
        if (needsClusterIp(old) && !needsClusterIp(spec)) {
            List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy")
                    .forEach(field -> dropIfSame(spec, old, field));
        }
        if (mayHaveNodePorts(old) && !mayHaveNodePorts(spec)) {
            List<Integer> known = Json.objects(old, "ports").stream()
                    .map(port -> Json.integer(port, NODE_PORT, 0))
                    .toList();
            Json.objects(spec, "ports").stream()
                    .filter(port -> known.contains(Json.integer(port, NODE_PORT, 0)))
                    .forEach(port -> port.remove(NODE_PORT));
        }
        if (needsHealthCheckPort(old) && !needsHealthCheckPort(spec)) {
            dropIfSame(spec, old, "healthCheckNodePort");
        }
        if (isLoadBalancer(old) && !isLoadBalancer(spec)) {
            List.of("allocateLoadBalancerNodePorts", "loadBalancerClass")
                    .forEach(field -> dropIfSame(spec, old, field));
        }
        if (isExternal(old) && !isExternal(spec)) {
            dropIfSame(spec, old, "externalTrafficPolicy");
        }
    }

    /** What the server once chose stays when an update leaves it out. */
    private static void keepAllocated(JsonObject spec, JsonObject old) {
        if (needsClusterIp(spec) && needsClusterIp(old)) {
            if (Json.isUnset(spec, "clusterIP")
                    && Json.array(spec, "clusterIPs").isEmpty()) {
                copy(spec, old, "clusterIP");
                copy(spec, old, "clusterIPs");
            }
            if (!spec.has("ipFamilyPolicy") && Json.array(spec, "ipFamilies").isEmpty()) {
                copy(spec, old, "ipFamilyPolicy");
                copy(spec, old, "ipFamilies");
            }
        }
        if (needsHealthCheckPort(spec) && Json.integer(spec, "healthCheckNodePort", 0) == 0) {
            copy(spec, old, "healthCheckNodePort");
        }
        if (!mayHaveNodePorts(spec) || !mayHaveNodePorts(old)) {
            return;
        }
        for (JsonObject port : Json.objects(spec, "ports")) {
            Json.objects(old, "ports").stream()
                    .filter(p -> !port.has(NODE_PORT) && p.has(NODE_PORT) && samePort(p, port))
                    .findFirst()
                    .ifPresent(p -> port.add(NODE_PORT, p.get(NODE_PORT)));
        }
    }

    private static boolean samePort(JsonObject a, JsonObject b) {
        String protocol = Json.string(b, "protocol");
        return Json.integer(a, "port", 0) == Json.integer(b, "port", 0)
                && Json.string(a, "protocol").equals(protocol.isEmpty() ? "TCP" : protocol);
    }

    private static void dropIfSame(JsonObject spec, JsonObject old, String field) {
        if (spec.has(field) && spec.get(field).equals(old.get(field))) {
            spec.remove(field);
        }
    }

    private static void copy(JsonObject into, JsonObject from, String field) {
        if (from.has(field)) {
            into.add(field, from.get(field).deepCopy());
        }
    }

    private static void unset(JsonObject object, String field, String value) {
        if (Json.isUnset(object, field)) {
            object.add(field, new JsonPrimitive(value));
        }
    }

    /** Puts the single and the plural form of the cluster addresses in step. */
    static void alignClusterIps(JsonObject spec, Optional<JsonObject> old) {
        JsonArray many = Json.array(spec, "clusterIPs");
        String one = Json.string(spec, "clusterIP");
        boolean oneChanged = old.isPresent()
                && !one.equals(Json.string(old.get(), "clusterIP"))
                && many.equals(Json.array(old.get(), "clusterIPs"));
        if (oneChanged || many.isEmpty()) {
            spec.add("clusterIPs", Json.stringArray(one.isEmpty() ? List.of() : List.of(one)));
        } else if (one.isEmpty()) {
            spec.addProperty("clusterIP", Json.string(many.get(0)));
        }
        if (Json.array(spec, "clusterIPs").isEmpty()) {
            spec.remove("clusterIPs");
            spec.remove("clusterIP");
        }
    }
}
