package io.routelb.kube.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonReader;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.routelb.kube.api.Service.ConditionEntry;
import io.routelb.kube.api.Service.IngressEntry;
import io.routelb.model.Condition;
import io.routelb.model.IpFamily;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a {@link Service}. Total: an absent, null or unknown field becomes the API's default. */
final class ServiceAdapter extends ObjectReader<Service> {
    ServiceAdapter(SharedStrings strings) {
        super(strings);
    }

    /** A Service of which not all is read yet; begins with the defaults of the API. */
    private static final class Draft {
        private String name = "";
        private String namespace = "";
        private String uid = "";
        private String resourceVersion = "";
        private long generation;
        private Instant created = Instant.EPOCH;
        private boolean deleting;
        private Map<String, String> annotations = Map.of();
        private List<String> finalizers = List.of();
        private String type = "ClusterIP";
        private String loadBalancerClass = "";
        private String loadBalancerIP = "";
        private List<IpFamily> families = List.of();
        private ServiceView.IpFamilyPolicy policy = ServiceView.IpFamilyPolicy.SINGLE_STACK;
        private List<ServiceView.Port> ports = List.of();
        private Map<String, String> selector = Map.of();
        private ServiceView.TrafficPolicy traffic = ServiceView.TrafficPolicy.CLUSTER;
        private boolean headless;
        private Map<String, String> labels = Map.of();
        private List<String> clusterIPs = List.of();
        private List<String> externalIPs = List.of();
        private ServiceView.TrafficPolicy internalTraffic = ServiceView.TrafficPolicy.CLUSTER;
        private List<IngressEntry> ingress = List.of();
        private List<ConditionEntry> conditions = List.of();

        Service done() {
            V1ObjectMeta metadata = new V1ObjectMeta()
                    .name(name)
                    .namespace(namespace)
                    .resourceVersion(resourceVersion)
                    .finalizers(null)
                    .managedFields(null)
                    .ownerReferences(null);
            metadata.annotations(null).labels(null);
            return new Service(metadata, view(), generation, finalizers, ingress, conditions);
        }

        private ServiceView view() {
            return new ServiceView(
                    new ObjectKey(namespace, name),
                    uid,
                    resourceVersion,
                    created,
                    deleting,
                    type,
                    loadBalancerClass,
                    loadBalancerIP,
                    families,
                    policy,
                    ports,
                    selector,
                    traffic,
                    annotations,
                    ingress.stream().map(IngressEntry::ingress).toList(),
                    conditions.stream().map(Draft::condition).toList(),
                    headless,
                    Set.copyOf(finalizers),
                    exposure());
        }

        private ServiceView.Exposure exposure() {
            return new ServiceView.Exposure(labels, headless ? List.of() : clusterIPs, externalIPs, internalTraffic);
        }

        private static Condition condition(ConditionEntry entry) {
            return new Condition(entry.type(), "True".equals(entry.status()), entry.reason(), entry.message());
        }
    }

    @Override
    public Service read(JsonReader in) throws IOException {
        Draft draft = new Draft();
        for (String name = first(in); name != null; name = next(in)) {
            switch (name) {
                case "metadata" -> metadata(in, draft);
                case "spec" -> spec(in, draft);
                case "status" -> status(in, draft);
                default -> in.skipValue();
            }
        }
        return draft.done();
    }

    private void metadata(JsonReader in, Draft draft) throws IOException {
        for (String name = first(in); name != null; name = next(in)) {
            switch (name) {
                case "name" -> draft.name = ownText(in);
                case "namespace" -> draft.namespace = textOrEmpty(in);
                case "uid" -> draft.uid = ownText(in);
                case "resourceVersion" -> draft.resourceVersion = ownText(in);
                case "generation" -> draft.generation = number(in);
                case "creationTimestamp" -> draft.created = time(in);
                case "deletionTimestamp" -> draft.deleting = !textOrEmpty(in).isEmpty();
                case "labels" -> draft.labels = map(in);
                case "annotations" -> draft.annotations = map(in);
                case "finalizers" -> draft.finalizers = list(in, () -> textOrEmpty(in));
                default -> in.skipValue();
            }
        }
    }

    private void spec(JsonReader in, Draft draft) throws IOException {
        for (String name = first(in); name != null; name = next(in)) {
            switch (name) {
                case "type" -> {
                    String type = textOrEmpty(in);
                    draft.type = type.isEmpty() ? draft.type : type;
                }
                case "loadBalancerClass" -> draft.loadBalancerClass = textOrEmpty(in);
                case "loadBalancerIP" -> draft.loadBalancerIP = textOrEmpty(in);
                case "clusterIP" -> draft.headless = textOrEmpty(in).equals("None");
                case "clusterIPs" -> draft.clusterIPs = list(in, () -> ownText(in));
                case "externalIPs" -> draft.externalIPs = list(in, () -> ownText(in));
                case "internalTrafficPolicy" -> draft.internalTraffic = traffic(in);
                case "ipFamilies" -> draft.families = families(in);
                case "ipFamilyPolicy" -> draft.policy = policy(textOrEmpty(in));
                case "ports" -> draft.ports = list(in, () -> port(in));
                case "selector" -> draft.selector = map(in);
                case "externalTrafficPolicy" -> draft.traffic = traffic(in);
                default -> in.skipValue();
            }
        }
    }

    private void status(JsonReader in, Draft draft) throws IOException {
        for (String name = first(in); name != null; name = next(in)) {
            switch (name) {
                case "loadBalancer" -> loadBalancer(in, draft);
                case "conditions" -> draft.conditions = list(in, () -> condition(in));
                default -> in.skipValue();
            }
        }
    }

    private void loadBalancer(JsonReader in, Draft draft) throws IOException {
        for (String name = first(in); name != null; name = next(in)) {
            switch (name) {
                case "ingress" -> draft.ingress = list(in, () -> ingress(in));
                default -> in.skipValue();
            }
        }
    }

    private ServiceView.TrafficPolicy traffic(JsonReader in) throws IOException {
        return textOrEmpty(in).equals("Local") ? ServiceView.TrafficPolicy.LOCAL : ServiceView.TrafficPolicy.CLUSTER;
    }

    /** The families known to us, in the order written; anything else is left out. */
    private List<IpFamily> families(JsonReader in) throws IOException {
        List<IpFamily> families = new ArrayList<>();
        for (String name : list(in, () -> textOrEmpty(in))) {
            for (IpFamily family : IpFamily.values()) {
                if (family.kubernetesName().equals(name)) {
                    families.add(family);
                }
            }
        }
        return families;
    }

    private static ServiceView.IpFamilyPolicy policy(String policy) {
        return switch (policy) {
            case "PreferDualStack" -> ServiceView.IpFamilyPolicy.PREFER_DUAL_STACK;
            case "RequireDualStack" -> ServiceView.IpFamilyPolicy.REQUIRE_DUAL_STACK;
            default -> ServiceView.IpFamilyPolicy.SINGLE_STACK;
        };
    }

    private ServiceView.Port port(JsonReader in) throws IOException {
        String protocol = "";
        long port = 0;
        for (String name = first(in); name != null; name = next(in)) {
            switch (name) {
                case "protocol" -> protocol = textOrEmpty(in);
                case "port" -> port = number(in);
                default -> in.skipValue();
            }
        }
        return new ServiceView.Port(protocol.isEmpty() ? "TCP" : protocol, Math.clamp(port, 0, 65535));
    }

    private IngressEntry ingress(JsonReader in) throws IOException {
        String ip = "";
        String hostname = "";
        String mode = "";
        Optional<JsonElement> ports = Optional.empty();
        for (String name = first(in); name != null; name = next(in)) {
            switch (name) {
                case "ip" -> ip = ownText(in);
                case "hostname" -> hostname = textOrEmpty(in);
                case "ipMode" -> mode = textOrEmpty(in);
                case "ports" -> ports = Optional.of(JsonParser.parseReader(in));
                default -> in.skipValue();
            }
        }
        return new IngressEntry(new ServiceView.Ingress(ip, hostname, mode), ports);
    }

    private ConditionEntry condition(JsonReader in) throws IOException {
        String type = "";
        String status = "";
        String reason = "";
        String message = "";
        String since = "";
        long generation = 0;
        for (String name = first(in); name != null; name = next(in)) {
            switch (name) {
                case "type" -> type = textOrEmpty(in);
                case "status" -> status = textOrEmpty(in);
                case "reason" -> reason = textOrEmpty(in);
                case "message" -> message = textOrEmpty(in);
                case "lastTransitionTime" -> since = ownText(in);
                case "observedGeneration" -> generation = number(in);
                default -> in.skipValue();
            }
        }
        return new ConditionEntry(type, status, reason, message, since, generation);
    }

    private Instant time(JsonReader in) throws IOException {
        String text = ownText(in);
        try {
            return text.isEmpty() ? Instant.EPOCH : Timestamps.parse(text);
        } catch (DateTimeException e) {
            throw new JsonParseException(text + " is no time", e);
        }
    }
}
