package io.routelb.kube.watch;

import inet.ipaddr.IPAddress;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1NodeSpec;
import io.kubernetes.client.openapi.models.V1NodeStatus;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.routelb.kube.api.EndpointSlice;
import io.routelb.model.Addresses;
import io.routelb.model.EndpointView;
import io.routelb.model.InvalidValueException;
import io.routelb.model.NodeAnnotations;
import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.Prefix;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Built-in kinds as views. Pure; total: an absent or unknown field becomes the API's default, never an exception. */
final class CoreViews {
    private CoreViews() {}

    /** The endpoints one slice contributes to a Service; {@code service} has an empty name when the slice belongs to none. */
    record Slice(ObjectKey service, List<EndpointView> endpoints) {
        Slice {
            endpoints = List.copyOf(endpoints);
        }
    }

    static Slice slice(EndpointSlice slice, V1ObjectMeta meta) {
        String service = orEmpty(meta.getLabels()).getOrDefault(EndpointSlice.SERVICE_NAME_LABEL, "");
        List<EndpointView> endpoints = new ArrayList<>();
        if (!"FQDN".equals(slice.addressType())) {
            for (EndpointSlice.Endpoint endpoint : slice.endpoints()) {
                endpoints.add(endpoint(endpoint));
            }
        }
        return new Slice(new ObjectKey(text(meta.getNamespace()), service), endpoints);
    }

    static NodeView node(V1Node node, V1ObjectMeta meta) {
        V1NodeSpec spec = node.getSpec() == null ? new V1NodeSpec() : node.getSpec();
        V1NodeStatus status = node.getStatus() == null ? new V1NodeStatus() : node.getStatus();
        return new NodeView(
                text(meta.getName()),
                orEmpty(meta.getLabels()),
                annotations(meta),
                hasCondition(status, "Ready"),
                hasCondition(status, "NetworkUnavailable"),
                Boolean.TRUE.equals(spec.getUnschedulable()),
                internalIPs(status),
                podCIDRs(spec));
    }

    /** Those that are read, each no longer than anybody would read. */
    private static Map<String, String> annotations(V1ObjectMeta meta) {
        Map<String, String> read = new HashMap<>();
        orEmpty(meta.getAnnotations()).forEach((key, value) -> {
            if (NodeAnnotations.isRead(key)) {
                read.put(
                        key,
                        value.length() > NodeAnnotations.LONGEST
                                ? value.substring(0, NodeAnnotations.LONGEST + 1)
                                : value);
            }
        });
        return read;
    }

    static ObjectKey key(V1ObjectMeta meta) {
        return new ObjectKey(text(meta.getNamespace()), text(meta.getName()));
    }

    static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : map;
    }

    static Instant created(V1ObjectMeta meta) {
        OffsetDateTime created = meta.getCreationTimestamp();
        return created == null ? Instant.EPOCH : created.toInstant();
    }

    /** KEP-1672: a nil {@code ready} is to be taken as true, a nil {@code serving} as {@code ready}, a nil {@code terminating} as false. */
    private static EndpointView endpoint(EndpointSlice.Endpoint endpoint) {
        boolean ready = !Boolean.FALSE.equals(endpoint.ready);
        boolean serving = endpoint.serving == null ? ready : endpoint.serving;
        return new EndpointView(text(endpoint.nodeName), ready, serving, Boolean.TRUE.equals(endpoint.terminating));
    }

    private static boolean hasCondition(V1NodeStatus status, String type) {
        return orEmpty(status.getConditions()).stream()
                .anyMatch(condition -> type.equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    /** Addresses and pod CIDRs that are none are left out: nobody could dial or route them, and the others still count. */
    private static List<IPAddress> internalIPs(V1NodeStatus status) {
        return orEmpty(status.getAddresses()).stream()
                .filter(address -> "InternalIP".equals(address.getType()))
                .flatMap(address -> parsed(text(address.getAddress()), Addresses::parse))
                .toList();
    }

    private static List<Prefix> podCIDRs(V1NodeSpec spec) {
        List<String> written = orEmpty(spec.getPodCIDRs());
        if (written.isEmpty() && spec.getPodCIDR() != null) {
            written = List.of(spec.getPodCIDR());
        }
        return written.stream().flatMap(text -> parsed(text, Prefix::parse)).toList();
    }

    @FunctionalInterface
    interface Parser<R> {
        R parse(String text) throws InvalidValueException;
    }

    /** What the text says, or nothing when it is not what it should be. */
    static <R> Stream<R> parsed(String text, Parser<R> parser) {
        try {
            return Stream.of(parser.parse(text));
        } catch (InvalidValueException e) {
            return Stream.empty();
        }
    }
}
