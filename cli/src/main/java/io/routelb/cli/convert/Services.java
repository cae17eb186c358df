package io.routelb.cli.convert;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.routelb.cli.offline.Manifest;
import io.routelb.model.Annotations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Services: the annotations of other systems into ours. Nothing else of a Service is touched. */
final class Services implements Conversion.Origin {
    /** What means the same; of a pair the newer name comes last and wins. */
    private static final Map<String, String> SAME = Map.ofEntries(
            Map.entry("metallb.universe.tf/address-pool", Annotations.SERVICE_GROUP),
            Map.entry("metallb.io/address-pool", Annotations.SERVICE_GROUP),
            Map.entry("metallb.universe.tf/loadBalancerIPs", Annotations.ADDRESSES),
            Map.entry("metallb.io/loadBalancerIPs", Annotations.ADDRESSES),
            Map.entry("metallb.universe.tf/allow-shared-ip", Annotations.ALLOW_SHARED_IP),
            Map.entry("metallb.io/allow-shared-ip", Annotations.ALLOW_SHARED_IP),
            Map.entry("io.cilium/lb-ipam-ips", Annotations.ADDRESSES),
            Map.entry("lbipam.cilium.io/ips", Annotations.ADDRESSES),
            Map.entry("io.cilium/lb-ipam-sharing-key", Annotations.ALLOW_SHARED_IP),
            Map.entry("lbipam.cilium.io/sharing-key", Annotations.ALLOW_SHARED_IP),
            Map.entry(Annotations.KUBE_ROUTER_CLUSTER_IP, Annotations.ADVERTISE_CLUSTER_IP),
            Map.entry(Annotations.KUBE_ROUTER_EXTERNAL_IP, Annotations.ADVERTISE_EXTERNAL_IP),
            Map.entry(Annotations.KUBE_ROUTER_LOAD_BALANCER_IP, Annotations.ADVERTISE_LOAD_BALANCER_IP));

    /** Written by the systems, for themselves. */
    private static final Set<String> THEIR_OWN =
            Set.of("metallb.universe.tf/ip-allocated-from-pool", "metallb.io/ip-allocated-from-pool");

    private static final Map<String, String> LOST = Map.of(
            "io.cilium/lb-ipam-sharing-cross-namespace", "sharing is by key and group, whatever the namespace",
            "lbipam.cilium.io/sharing-cross-namespace", "sharing is by key and group, whatever the namespace",
            "lbipam.cilium.io/sharing-permit-different-pods",
                    "with externalTrafficPolicy Local Services that share must have one selector",
            "io.cilium/lb-ipam-sharing-permit-different-pods",
                    "with externalTrafficPolicy Local Services that share must have one selector",
            "kube-router.io/service.local", "write externalTrafficPolicy: Local and internalTrafficPolicy: Local",
            "kube-router.io/service.hairpin", "that is kube-proxy's",
            "kube-router.io/service.dsr", "RouteLB is no proxy: kube-proxy has no direct server return",
            "kube-router.io/service.scheduler", "that is kube-proxy's: --ipvs-scheduler");

    private static final Map<String, String> CALICO = Map.of(
            "projectcalico.org/loadBalancerIPs", Annotations.ADDRESSES,
            "projectcalico.org/ipv4pools", Annotations.SERVICE_GROUP,
            "projectcalico.org/ipv6pools", Annotations.SERVICE_GROUP);

    private static final Set<String> FOREIGN = Set.of(
            "metallb.universe.tf",
            "metallb.io",
            "io.cilium",
            "lbipam.cilium.io",
            "kube-router.io",
            "projectcalico.org",
            "cni.projectcalico.org");

    private static final Set<String> CLASSES =
            Set.of("io.cilium/bgp-control-plane", "io.cilium/l2-announcer", "kube-router.io/kube-router", "calico");

    @Override
    public boolean takes(Manifest manifest) {
        return manifest.apiVersion().equals("v1") && manifest.kind().equals("Service");
    }

    @Override
    public void convert(List<Manifest> own, List<Manifest> all, Conversion into) {
        own.forEach(service -> service(service, into));
    }

    private static void service(Manifest manifest, Conversion into) {
        JsonObject metadata = manifest.metadata();
        JsonObject written =
                metadata.get("annotations") instanceof JsonObject annotations ? annotations : new JsonObject();
        TreeMap<String, String> ours = new TreeMap<>();
        boolean changed = false;
        for (Map.Entry<String, JsonElement> entry : new TreeMap<>(written.asMap()).entrySet()) {
            String value = entry.getValue() instanceof JsonPrimitive text ? text.getAsString() : "";
            changed |= annotation(manifest, entry.getKey(), value, ours, into);
        }
        Optional<String> group = into.groupOf(manifest);
        if (group.isPresent()
                && !ours.containsKey(Annotations.SERVICE_GROUP)
                && !ours.containsKey(Annotations.ADDRESSES)) {
            ours.put(Annotations.SERVICE_GROUP, group.get());
            changed = true;
        }
        JsonObject spec = manifest.json().get("spec") instanceof JsonObject given ? given : new JsonObject();
        String type = spec.get("loadBalancerClass") instanceof JsonPrimitive text ? text.getAsString() : "";
        if (CLASSES.contains(type) || type.startsWith(MetalLb.GROUP)) {
            into.lost(
                    manifest,
                    "spec.loadBalancerClass",
                    "class " + type
                            + " cannot be changed on a Service that is there; create it anew with routelb.io/routelb, or without a class");
        }
        if (changed) {
            into.add(manifest, stripped(manifest, ours, spec), "Service", manifest.namespace(), manifest.name());
        }
    }

    /** Whether the annotation is another one now. */
    private static boolean annotation(
            Manifest about, String key, String value, Map<String, String> ours, Conversion into) {
        String same = SAME.get(key);
        String lost = LOST.get(key);
        if (same != null) {
            ours.put(same, same.equals(Annotations.SERVICE_GROUP) ? into.groupName(value) : value);
        } else if (CALICO.containsKey(key)) {
            calico(about, key, value, ours, into);
        } else if (lost != null) {
            into.lost(about, "metadata.annotations", key + ": " + lost);
        } else if (FOREIGN.contains(key.substring(0, Math.max(0, key.indexOf('/')))) && !THEIR_OWN.contains(key)) {
            into.lost(about, "metadata.annotations", key + ": RouteLB has nothing for it");
        } else if (!THEIR_OWN.contains(key)) {
            if (!key.equals("kubectl.kubernetes.io/last-applied-configuration")) {
                ours.putIfAbsent(key, value);
            }
            return false;
        }
        return true;
    }

    /** Values of Calico are lists in JSON. */
    private static void calico(Manifest about, String key, String value, Map<String, String> ours, Conversion into) {
        List<String> values = Pattern.compile("\"([^\"]+)\"")
                .matcher(value)
                .results()
                .map(match -> match.group(1))
                .toList();
        String same = CALICO.getOrDefault(key, "");
        if (same.equals(Annotations.ADDRESSES)) {
            ours.put(same, String.join(",", values));
        } else if (values.size() == 1) {
            ours.put(same, into.groupName(values.getFirst()));
        } else {
            into.lost(about, "metadata.annotations", key + ": a Service gets its addresses from one group");
        }
    }

    /** The Service as people would write it: without status and what the API server adds. */
    private static JsonObject stripped(Manifest manifest, Map<String, String> annotations, JsonObject spec) {
        Tree kept = new Tree();
        annotations.forEach(kept::text);
        Tree labels = new Tree();
        new TreeMap<>(Selectors.labels(manifest)).forEach(labels::text);
        return new Tree()
                .text("apiVersion", "v1")
                .text("kind", "Service")
                .tree(
                        "metadata",
                        new Tree()
                                .text("name", manifest.name())
                                .text("namespace", manifest.namespace())
                                .tree("labels", labels)
                                .tree("annotations", kept))
                .value("spec", spec)
                .json();
    }
}
