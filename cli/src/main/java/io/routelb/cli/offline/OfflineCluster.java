package io.routelb.cli.offline;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import inet.ipaddr.IPAddress;
import io.routelb.kube.watch.ObjectViews;
import io.routelb.model.BgpAdvertisementView;
import io.routelb.model.BgpPeerView;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.EndpointView;
import io.routelb.model.InvalidValueException;
import io.routelb.model.LBNodeAgentView;
import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.PolicyKey;
import io.routelb.model.Refusal;
import io.routelb.model.RoutingConfigView;
import io.routelb.model.RoutingPolicies;
import io.routelb.model.SecretView;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The cluster that some manifests would make, read as the daemons read theirs. What the API server adds to an object is added here: a namespace,
 * a time of creation (later in the files is younger), the address families of a Service. What cannot be read is a finding, and not in it.
 */
final class OfflineCluster {
    /** Manifests are younger than what has a time of creation already. */
    private static final Instant NEW = Instant.parse("2100-01-01T00:00:00Z");

    private final String installNamespace;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, Manifest> manifests = new LinkedHashMap<>();
    private final Map<PolicyKey, Refusal> refused = new TreeMap<>();
    private final Map<ObjectKey, JsonObject> serviceObjects = new TreeMap<>();
    private final Map<ObjectKey, ServiceView> services = new TreeMap<>();
    private final Map<ObjectKey, List<EndpointView>> endpoints = new TreeMap<>();
    private final Map<String, NodeView> nodes = new TreeMap<>();
    private final Map<ObjectKey, ServiceGroupView> groups = new TreeMap<>();
    private final Map<String, RoutingConfigView> configs = new TreeMap<>();
    private final Map<String, BgpPeerView> peers = new TreeMap<>();
    private final Map<String, BgpAdvertisementView> advertisements = new TreeMap<>();
    private final Map<ObjectKey, LBNodeAgentView> agents = new TreeMap<>();
    private final Map<String, Map<String, String>> namespaces = new TreeMap<>();

    private OfflineCluster(String installNamespace) {
        this.installNamespace = installNamespace;
    }

    static OfflineCluster of(List<Manifest> manifests, String installNamespace) {
        OfflineCluster cluster = new OfflineCluster(installNamespace);
        int place = 0;
        for (Manifest manifest : manifests) {
            if (isKnown(manifest)) {
                cluster.add(manifest, place++);
            }
        }
        cluster.readServices();
        return cluster;
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** The routing objects that cannot be read, and why. */
    Map<PolicyKey, Refusal> refused() {
        return Map.copyOf(refused);
    }

    ClusterSnapshot snapshot() {
        return new ClusterSnapshot(
                services,
                endpoints,
                nodes,
                groups,
                configs,
                peers,
                agents,
                secrets(),
                new RoutingPolicies(advertisements, namespaces));
    }

    /** Passwords are nobody's business here: each Secret that is named is taken to be there. */
    private Map<String, SecretView> secrets() {
        Map<String, Map<String, String>> named = new HashMap<>();
        Stream.concat(
                        peers.values().stream().flatMap(peer -> peer.password().stream()),
                        configs.values().stream().flatMap(config -> config.mesh().password().stream()))
                .forEach(secret -> named.computeIfAbsent(secret.name(), first -> new HashMap<>())
                        .put(secret.key(), "not read"));
        Map<String, SecretView> views = new HashMap<>();
        named.forEach((name, values) -> views.put(name, new SecretView(name, values)));
        return views;
    }

    /** The manifest an object of the snapshot is of. */
    Manifest manifest(String kind, ObjectKey key) {
        Manifest found = manifests.get(kind + " " + key);
        if (found == null) {
            throw new IllegalStateException("no manifest is " + kind + " " + key);
        }
        return found;
    }

    /** A Service of the snapshot as an object, with what has been added. */
    JsonObject service(ObjectKey key) {
        return serviceObjects.getOrDefault(key, new JsonObject()).deepCopy();
    }

    private static boolean isKnown(Manifest manifest) {
        return switch (manifest.apiVersion() + " " + manifest.kind()) {
            case "v1 Service",
                    "v1 Node",
                    "v1 Namespace",
                    "discovery.k8s.io/v1 EndpointSlice",
                    "purelb.io/v2 ServiceGroup",
                    "purelb.io/v2 LBNodeAgent",
                    "routelb.io/v1 RoutingConfig",
                    "routelb.io/v1 BGPPeer",
                    "routelb.io/v1 BGPAdvertisement" -> true;
            default -> false;
        };
    }

    private void add(Manifest manifest, int place) {
        JsonObject object = completed(manifest, place);
        JsonObject metadata = object.getAsJsonObject("metadata");
        ObjectKey key = new ObjectKey(text(metadata, "namespace"), manifest.name());
        if (manifest.name().isEmpty()) {
            findings.add(Finding.fault(manifest, "metadata", "metadata.name: Required value"));
            return;
        }
        Manifest first = manifests.putIfAbsent(manifest.kind() + " " + key, manifest);
        if (first != null) {
            findings.add(Finding.fault(manifest, "metadata.name", "it is there already, at " + first.where()));
            return;
        }
        try {
            read(manifest, object, key);
        } catch (InvalidValueException e) {
            findings.add(Finding.fault(manifest, "spec", e.sentence()));
            for (PolicyKey.Kind kind : PolicyKey.Kind.values()) {
                if (kind.word().equals(manifest.kind())) {
                    refused.put(new PolicyKey(kind, key.name()), new Refusal(0, e.sentence()));
                }
            }
        }
    }

    private void read(Manifest manifest, JsonObject object, ObjectKey key) throws InvalidValueException {
        switch (manifest.kind()) {
            case "ServiceGroup" -> groups.put(key, ObjectViews.serviceGroup(object));
            case "LBNodeAgent" -> agents.put(key, ObjectViews.nodeAgent(object));
            case "RoutingConfig" -> configs.put(key.name(), ObjectViews.routingConfig(object));
            case "BGPPeer" -> peers.put(key.name(), ObjectViews.bgpPeer(object));
            case "BGPAdvertisement" -> advertisements.put(key.name(), ObjectViews.advertisement(object));
            case "Service" -> serviceObjects.put(key, object);
            case "Node" -> nodes.put(key.name(), ObjectViews.node(object));
            case "EndpointSlice" ->
                ObjectViews.endpoints(object)
                        .forEach((service, found) -> endpoints
                                .computeIfAbsent(service, none -> new ArrayList<>())
                                .addAll(found));
            default -> namespaces.put(key.name(), labels(object));
        }
    }

    /** Last, for the families of a Service depend on the nodes'. */
    private void readServices() {
        boolean sixFirst = !nodes.isEmpty()
                && nodes.values().stream()
                        .flatMap(node -> node.internalIPs().stream())
                        .allMatch(IPAddress::isIPv6);
        serviceObjects.forEach((key, object) -> {
            families(object, sixFirst);
            try {
                services.put(key, ObjectViews.service(object));
            } catch (InvalidValueException e) {
                findings.add(Finding.fault(manifest("Service", key), "spec", e.sentence()));
            }
        });
    }

    private JsonObject completed(Manifest manifest, int place) {
        JsonObject object = manifest.json().deepCopy();
        JsonObject metadata = manifest.metadata().deepCopy();
        String namespace = switch (manifest.kind()) {
            case "ServiceGroup", "LBNodeAgent" -> installNamespace;
            case "Service", "EndpointSlice" -> "default";
            default -> "";
        };
        if (manifest.namespace().isEmpty() && !namespace.isEmpty()) {
            metadata.addProperty("namespace", namespace);
        }
        if (text(metadata, "creationTimestamp").isEmpty()) {
            metadata.addProperty("creationTimestamp", NEW.plusSeconds(place).toString());
        }
        if (text(metadata, "uid").isEmpty()) {
            metadata.addProperty("uid", "manifest-" + place);
        }
        object.add("metadata", metadata);
        if (manifest.kind().equals("Node")) {
            ready(object);
        }
        return object;
    }

    /** A Node that nobody has looked at yet is taken for well. */
    private static void ready(JsonObject node) {
        JsonObject status = node.get("status") instanceof JsonObject written ? written : new JsonObject();
        if (!status.has("conditions")) {
            JsonObject condition = new JsonObject();
            condition.addProperty("type", "Ready");
            condition.addProperty("status", "True");
            JsonArray conditions = new JsonArray();
            conditions.add(condition);
            status.add("conditions", conditions);
            node.add("status", status);
        }
    }

    private static void families(JsonObject service, boolean sixFirst) {
        if (!(service.get("spec") instanceof JsonObject spec) || spec.has("ipFamilies")) {
            return;
        }
        JsonArray families = new JsonArray();
        families.add(sixFirst ? "IPv6" : "IPv4");
        String policy = text(spec, "ipFamilyPolicy");
        if (policy.equals("PreferDualStack") || policy.equals("RequireDualStack")) {
            families.add(sixFirst ? "IPv4" : "IPv6");
        }
        spec.add("ipFamilies", families);
    }

    private static Map<String, String> labels(JsonObject object) {
        Map<String, String> labels = new HashMap<>();
        JsonObject metadata = object.getAsJsonObject("metadata");
        labels.put("kubernetes.io/metadata.name", text(metadata, "name"));
        if (metadata.get("labels") instanceof JsonObject written) {
            for (Map.Entry<String, JsonElement> label : written.entrySet()) {
                labels.put(label.getKey(), text(written, label.getKey()));
            }
        }
        return labels;
    }

    private static String text(JsonObject object, String field) {
        return object.get(field) instanceof JsonPrimitive text ? text.getAsString() : "";
    }
}
