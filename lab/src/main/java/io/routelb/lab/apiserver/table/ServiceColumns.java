package io.routelb.lab.apiserver.table;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Columns of Services and EndpointSlices. */
final class ServiceColumns {
    private ServiceColumns() {}

    static List<Column> service() {
        return List.of(
                Column.named(),
                Column.text("Type", service -> Trees.text(service, "spec", "type")),
                Column.text("Cluster-IP", service -> Trees.textOr(Trees.NONE, service, "spec", "clusterIP")),
                Column.text("External-IP", ServiceColumns::externalIp),
                Column.text("Port(s)", ServiceColumns::ports),
                Column.aged(),
                Column.wide("Selector", service -> Trees.labels(service, "spec", "selector")));
    }

    private static String externalIp(JsonObject service) {
        List<String> external = Trees.texts(service, "spec", "externalIPs");
        return switch (Trees.text(service, "spec", "type")) {
            case "ExternalName" -> Trees.text(service, "spec", "externalName");
            case "LoadBalancer" -> {
                List<String> all = new ArrayList<>(external);
                for (JsonObject ingress : Trees.objects(service, "status", "loadBalancer", "ingress")) {
                    all.add(Trees.textOr(Trees.text(ingress, "hostname"), ingress, "ip"));
                }
                yield all.isEmpty() ? "<pending>" : String.join(",", all);
            }
            default -> Trees.orNone(String.join(",", external));
        };
    }

    private static String ports(JsonObject service) {
        return Trees.orNone(Trees.objects(service, "spec", "ports").stream()
                .map(port -> {
                    String nodePort = Trees.text(port, "nodePort");
                    String middle = nodePort.isEmpty() || nodePort.equals("0") ? "" : ":" + nodePort;
                    return Trees.text(port, "port") + middle + "/" + Trees.textOr("TCP", port, "protocol");
                })
                .collect(Collectors.joining(",")));
    }

    static List<Column> endpointSlice() {
        return List.of(
                Column.named(),
                Column.text("AddressType", slice -> Trees.text(slice, "addressType")),
                Column.text(
                        "Ports",
                        slice -> unset(Trees.firstThree(
                                Trees.objects(slice, "ports").stream()
                                        .map(port -> Trees.textOr("*", port, "port"))
                                        .toList(),
                                " + "))),
                Column.text(
                        "Endpoints",
                        slice -> unset(Trees.firstThree(
                                Trees.objects(slice, "endpoints").stream()
                                        .flatMap(endpoint -> Trees.texts(endpoint, "addresses").stream())
                                        .toList(),
                                " + "))),
                Column.aged());
    }

    private static String unset(String text) {
        return text.isEmpty() ? "<unset>" : text;
    }

    static List<Column> endpoints() {
        return List.of(
                Column.named(),
                Column.text(
                        "Endpoints",
                        endpoints -> Trees.orNone(Trees.firstThree(
                                Trees.objects(endpoints, "subsets").stream()
                                        .flatMap(ServiceColumns::addresses)
                                        .toList(),
                                " + "))),
                Column.aged());
    }

    private static Stream<String> addresses(JsonObject subset) {
        List<JsonObject> ports = Trees.objects(subset, "ports");
        return Trees.objects(subset, "addresses").stream().flatMap(address -> {
            String ip = Trees.text(address, "ip");
            String host = ip.indexOf(':') < 0 ? ip : "[" + ip + "]";
            return ports.isEmpty() ? Stream.of(ip) : ports.stream().map(port -> host + ":" + Trees.text(port, "port"));
        });
    }
}
