package io.routelb.lab.cluster;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.model.ServiceView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Services and their EndpointSlices in one namespace, written as users and the endpoint controller would. */
public final class ServiceObjects {
    private final ClusterApi api;
    private final ClusterObjects objects;
    private final String namespace;

    ServiceObjects(ClusterApi api, ClusterObjects objects, String namespace) {
        this.api = api;
        this.objects = objects;
        this.namespace = namespace;
    }

    /** Creates the Service with ready endpoints on the nodes. */
    public void create(ServiceRequest request, List<Endpoint> endpoints) throws IOException {
        endpoints(request.name(), endpoints);
        objects.create(ResourceKind.SERVICE, request.json(namespace));
    }

    /** Deletes the Service and its EndpointSlices. */
    public void delete(String service) throws IOException {
        api.delete(path(service));
        for (String family : List.of("IPv4", "IPv6")) {
            api.delete(ResourceKind.ENDPOINT_SLICE.path(namespace, sliceName(service, family)));
        }
    }

    /** Merge-patches the Service. */
    public void patch(String service, JsonObject patch) throws IOException {
        api.merge(path(service), patch);
    }

    /** The Service as stored. */
    public Optional<JsonObject> get(String service) throws IOException {
        return api.get(path(service));
    }

    /** The addresses in the Service's status. */
    public List<String> addresses(String service) throws IOException {
        List<String> addresses = new ArrayList<>();
        JsonObject status = child(child(get(service).orElseGet(JsonObject::new), "status"), "loadBalancer");
        if (status.has("ingress")) {
            for (JsonElement ingress : status.getAsJsonArray("ingress")) {
                addresses.add(ingress.getAsJsonObject().get("ip").getAsString());
            }
        }
        return addresses;
    }

    /** The names of our annotations that the Service carries. */
    public List<String> marks(String service) throws IOException {
        JsonObject annotations = child(child(get(service).orElseGet(JsonObject::new), "metadata"), "annotations");
        return annotations.keySet().stream()
                .filter(name -> List.of("purelb.io/allocated-by", "purelb.io/allocated-from", "purelb.io/pool-type")
                        .contains(name))
                .toList();
    }

    /** An annotation of the Service; empty when it has none of that name. */
    public String annotation(String service, String annotation) throws IOException {
        JsonObject annotations = child(child(get(service).orElseGet(JsonObject::new), "metadata"), "annotations");
        return annotations.has(annotation) ? annotations.get(annotation).getAsString() : "";
    }

    /** Sets an annotation of the Service. */
    public void annotate(String service, String annotation, String value) throws IOException {
        patch(service, object("metadata", object("annotations", object(annotation, value))));
    }

    /** What the allocator says of the Service, once it has. */
    public Optional<ObjectCondition> condition(String service) throws IOException {
        return get(service).flatMap(object -> ObjectCondition.of(object, ServiceView.ADDRESS_ALLOCATED));
    }

    /** The events about the Service. */
    public List<ObjectEvent> events(String service) throws IOException {
        return api.list("/apis/events.k8s.io/v1/namespaces/" + namespace + "/events", "").stream()
                .filter(event -> isAbout(child(event, "regarding"), service))
                .map(ObjectEvent::of)
                .toList();
    }

    /** Sets the Service's endpoints, one per element, in a slice for each family. */
    public void endpoints(String service, List<Endpoint> endpoints) throws IOException {
        for (String family : List.of("IPv4", "IPv6")) {
            slice(service, family, endpoints);
        }
    }

    private void slice(String service, String family, List<Endpoint> endpoints) throws IOException {
        List<JsonObject> items = new ArrayList<>();
        for (int i = 0; i < endpoints.size(); i++) {
            Endpoint endpoint = endpoints.get(i);
            items.add(object(
                    "addresses", List.of(podAddress(endpoint.node(), family, i)),
                    "conditions", endpoint.conditions(),
                    "nodeName", endpoint.node()));
        }
        JsonObject slice = object(
                "apiVersion",
                "discovery.k8s.io/v1",
                "kind",
                "EndpointSlice",
                "metadata",
                object(
                        "name", sliceName(service, family),
                        "namespace", namespace,
                        "labels",
                                object(
                                        "kubernetes.io/service-name",
                                        service,
                                        "endpointslice.kubernetes.io/managed-by",
                                        "routelb-lab")),
                "addressType",
                family,
                "endpoints",
                items,
                "ports",
                List.of(object("name", "http", "protocol", "TCP", "port", 8080)));
        String path = ResourceKind.ENDPOINT_SLICE.path(namespace, sliceName(service, family));
        if (api.get(path).isPresent()) {
            api.merge(path, object("endpoints", items));
        } else {
            objects.create(ResourceKind.ENDPOINT_SLICE, slice);
        }
    }

    private String path(String service) {
        return ResourceKind.SERVICE.path(namespace, service);
    }

    private static String sliceName(String service, String family) {
        return service + "-lab-" + family.toLowerCase(Locale.ROOT);
    }

    private static String podAddress(String node, String family, int index) {
        String cidr = LabNetwork.NODES.stream()
                .filter(one -> one.name().equals(node))
                .map(one -> family.equals("IPv4") ? one.podCidrV4() : one.podCidrV6())
                .findFirst()
                .orElseThrow();
        int host = 10 + index;
        return family.equals("IPv4") ? cidr.replaceFirst("0/24$", "" + host) : cidr.replaceFirst("/64$", "" + host);
    }

    private static boolean isAbout(JsonObject regarding, String service) {
        return new JsonPrimitive("Service").equals(regarding.get("kind"))
                && new JsonPrimitive(service).equals(regarding.get("name"));
    }

    private static JsonObject child(JsonObject object, String name) {
        return object.get(name) instanceof JsonObject found ? found : new JsonObject();
    }
}
