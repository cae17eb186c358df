package io.routelb.lab.apiserver.builtin;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.routelb.lab.apiserver.status.Cause;
import io.routelb.lab.apiserver.store.Json;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is wrong with a completed Service's spec. */
final class ServiceValidation {
    private static final String QUALIFIED =
            "([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";
    private static final String SERVICE_NAME = "(?=.*[a-z])(?!.*--)[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?";
    private static final int MAX_PORT = 65_535;

    private final JsonObject spec;
    private final Optional<JsonObject> old;
    private final String type;
    private final List<Cause> causes = new ArrayList<>();

    ServiceValidation(JsonObject spec, Optional<JsonObject> old) {
        this.spec = spec;
        this.old = old;
        this.type = Json.string(spec, "type");
    }

    List<Cause> causes() {
        oneOf("type", "ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
        oneOf("sessionAffinity", "ClientIP", "None");
        oneOf("externalTrafficPolicy", "Cluster", "Local");
        oneOf("internalTrafficPolicy", "Cluster", "Local");
        oneOf("ipFamilyPolicy", "PreferDualStack", "RequireDualStack", "SingleStack");
        ports();
        clusterAddresses();
        families();
        externalAccess();
        loadBalancer();
        if (type.equals("ExternalName") && Json.isUnset(spec, "externalName")) {
            causes.add(Cause.required("spec.externalName", ""));
        }
        unchangeable();
        return causes;
    }

    private void oneOf(String field, String... values) {
        String value = Json.string(spec, field);
        if (!value.isEmpty() && !List.of(values).contains(value)) {
            causes.add(Cause.notSupported("spec." + field, value, values));
        }
    }

    private void ports() {
        List<JsonObject> ports = Json.objects(spec, "ports");
        if (ports.isEmpty() && !type.equals("ExternalName") && !ServiceDefaults.isHeadless(spec)) {
            causes.add(Cause.required("spec.ports", ""));
        }
        Set<String> names = new HashSet<>();
        Set<String> numbers = new HashSet<>();
        for (int i = 0; i < ports.size(); i++) {
            JsonObject port = ports.get(i);
            String at = "spec.ports[" + i + "]";
            String name = Json.string(port, "name");
            if (name.isEmpty() && ports.size() > 1) {
                causes.add(Cause.required(at + ".name", ""));
            } else if (!name.isEmpty()) {
                NameRule.LABEL.refusal(name).ifPresent(why -> causes.add(Cause.invalid(at + ".name", name, why)));
                if (!names.add(name)) {
                    causes.add(Cause.duplicate(at + ".name", name));
                }
            }
            String protocol = Json.string(port, "protocol");
            if (!List.of("SCTP", "TCP", "UDP").contains(protocol)) {
                causes.add(Cause.notSupported(at + ".protocol", protocol, "SCTP", "TCP", "UDP"));
            }
            number(at + ".port", port.get("port"));
            targetPort(at + ".targetPort", port.get("targetPort"));
            if (!numbers.add(protocol + "/" + Json.string(port, "port"))) {
                causes.add(Cause.duplicate(at, Json.string(port, "port") + "/" + protocol));
            }
            if (Json.integer(port, "nodePort", 0) > 0 && !ServiceDefaults.mayHaveNodePorts(spec)) {
                causes.add(Cause.forbidden(at + ".nodePort", "may not be used when `type` is '" + type + "'"));
            }
        }
    }

    private void number(String field, @Nullable JsonElement element) {
        String text = Json.string(element);
        int number = text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
        if (number < 1 || number > MAX_PORT) {
            causes.add(new Cause(
                    "FieldValueInvalid",
                    field,
                    "Invalid value: " + (text.isEmpty() ? "0" : text) + ": must be between 1 and 65535, inclusive"));
        }
    }

    private void targetPort(String field, @Nullable JsonElement element) {
        if (element instanceof JsonPrimitive value && value.isString()) {
            if (!value.getAsString().matches(SERVICE_NAME)) {
                causes.add(Cause.invalid(
                        field,
                        value.getAsString(),
                        "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-), at least one letter, and be at"
                                + " most 15 characters long"));
            }
            return;
        }
        number(field, element);
    }

    private void clusterAddresses() {
        List<String> addresses = Json.strings(spec, "clusterIPs");
        if (!ServiceDefaults.needsClusterIp(spec)) {
            if (!addresses.isEmpty()) {
                causes.add(Cause.forbidden("spec.clusterIPs", "may not be set for ExternalName services"));
            }
            return;
        }
        String one = Json.string(spec, "clusterIP");
        if (!addresses.isEmpty() && !addresses.getFirst().equals(one)) {
            causes.add(Cause.invalid("spec.clusterIPs[0]", addresses.getFirst(), "first value must match `clusterIP`"));
        }
        for (int i = 0; i < addresses.size(); i++) {
            String address = addresses.get(i);
            String field = "spec.clusterIPs[" + i + "]";
            if (address.equals("None")) {
                if (!type.equals("ClusterIP")) {
                    causes.add(Cause.invalid(field, address, "may not be set to 'None' for " + type + " services"));
                } else if (addresses.size() > 1) {
                    causes.add(Cause.invalid(field, address, "'None' must be the first and only value"));
                }
            } else if (Ips.parse(address).isEmpty()) {
                causes.add(
                        Cause.invalid(field, address, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"));
            }
        }
        if (addresses.size() > 2) {
            causes.add(Cause.invalid("spec.clusterIPs", String.join(",", addresses), "may only hold up to 2 values"));
        }
    }

    private void families() {
        List<String> families = Json.strings(spec, "ipFamilies");
        for (int i = 0; i < families.size(); i++) {
            String field = "spec.ipFamilies[" + i + "]";
            if (!List.of(Ips.V4, Ips.V6).contains(families.get(i))) {
                causes.add(Cause.notSupported(field, families.get(i), Ips.V4, Ips.V6));
            } else if (families.indexOf(families.get(i)) < i) {
                causes.add(Cause.duplicate(field, families.get(i)));
            }
        }
        if (families.size() == 2 && Json.string(spec, "ipFamilyPolicy").equals("SingleStack")) {
            causes.add(Cause.invalid(
                    "spec.ipFamilyPolicy",
                    "SingleStack",
                    "must be RequireDualStack or PreferDualStack when multiple ipFamilies are specified"));
        }
        List<String> addresses = Json.strings(spec, "clusterIPs");
        for (int i = 0; i < Math.min(addresses.size(), families.size()); i++) {
            String family = families.get(i);
            String address = addresses.get(i);
            if (Ips.parse(address).filter(ip -> !Ips.family(ip).equals(family)).isPresent()) {
                causes.add(Cause.invalid(
                        "spec.clusterIPs[" + i + "]",
                        address,
                        "expected an " + family + " value as indicated by `ipFamilies[" + i + "]`"));
            }
        }
    }

    private void externalAccess() {
        if (spec.has("externalTrafficPolicy") && !ServiceDefaults.isExternal(spec)) {
            causes.add(Cause.invalid(
                    "spec.externalTrafficPolicy",
                    Json.string(spec, "externalTrafficPolicy"),
                    "may only be set for externally-accessible services"));
        }
        if (Json.integer(spec, "healthCheckNodePort", 0) > 0 && !ServiceDefaults.needsHealthCheckPort(spec)) {
            causes.add(Cause.invalid(
                    "spec.healthCheckNodePort",
                    Json.string(spec, "healthCheckNodePort"),
                    "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"));
        }
        List<String> external = Json.strings(spec, "externalIPs");
        for (int i = 0; i < external.size(); i++) {
            Optional<InetAddress> address = Ips.parse(external.get(i));
            String field = "spec.externalIPs[" + i + "]";
            if (address.isEmpty()) {
                causes.add(Cause.invalid(
                        field, external.get(i), "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"));
            } else if (address.get().isLoopbackAddress()
                    || address.get().isAnyLocalAddress()
                    || address.get().isLinkLocalAddress()) {
                causes.add(Cause.invalid(
                        field, external.get(i), "may not be in the loopback, link-local or unspecified range"));
            }
        }
    }

    private void loadBalancer() {
        boolean balancer = ServiceDefaults.isLoadBalancer(spec);
        for (String field : List.of("loadBalancerClass", "allocateLoadBalancerNodePorts", "loadBalancerSourceRanges")) {
            boolean empty = spec.get(field) instanceof JsonArray list && list.isEmpty();
            if (spec.has(field) && !balancer && !empty) {
                causes.add(Cause.forbidden("spec." + field, "may only be used when `type` is 'LoadBalancer'"));
            }
        }
        String className = Json.string(spec, "loadBalancerClass");
        if (spec.has("loadBalancerClass") && !className.matches(QUALIFIED)) {
            causes.add(Cause.invalid(
                    "spec.loadBalancerClass", className, "must be a qualified name, as example.com/class"));
        }
        List<String> ranges = Json.strings(spec, "loadBalancerSourceRanges");
        for (int i = 0; i < ranges.size(); i++) {
            if (!Ips.isCidr(ranges.get(i).strip())) {
                causes.add(Cause.invalid(
                        "spec.loadBalancerSourceRanges[" + i + "]",
                        ranges.get(i),
                        "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"));
            }
        }
    }

    private void unchangeable() {
        if (old.isEmpty()) {
            return;
        }
        JsonObject before = old.get();
        if (ServiceDefaults.isLoadBalancer(before)
                && ServiceDefaults.isLoadBalancer(spec)
                && !Json.string(before, "loadBalancerClass").equals(Json.string(spec, "loadBalancerClass"))) {
            causes.add(Cause.invalid(
                    "spec.loadBalancerClass", Json.string(spec, "loadBalancerClass"), "may not change once set"));
        }
        if (!ServiceDefaults.needsClusterIp(before) || !ServiceDefaults.needsClusterIp(spec)) {
            return;
        }
        List<String> was = Json.strings(before, "clusterIPs");
        List<String> is = Json.strings(spec, "clusterIPs");
        if (!was.isEmpty() && !is.isEmpty() && !was.getFirst().equals(is.getFirst())) {
            causes.add(new Cause(
                    "FieldValueInvalid",
                    "spec.clusterIPs[0]",
                    "Invalid value: []string{\"" + String.join("\", \"", is) + "\"}: may not change once set"));
        }
        List<String> oldFamilies = Json.strings(before, "ipFamilies");
        List<String> families = Json.strings(spec, "ipFamilies");
        if (!oldFamilies.isEmpty()
                && !families.isEmpty()
                && !oldFamilies.getFirst().equals(families.getFirst())) {
            causes.add(Cause.invalid("spec.ipFamilies[0]", families.getFirst(), "may not change once set"));
        }
    }
}
