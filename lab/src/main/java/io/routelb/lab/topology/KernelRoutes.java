package io.routelb.lab.topology;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Routes of a kernel's main table that a routing daemon put there: which gateways each destination has. */
public record KernelRoutes(Map<String, NavigableSet<String>> gateways) {
    private static final Set<String> DAEMONS = Set.of("bgp", "bird", "zebra", "ospf", "186");

    public KernelRoutes {
        gateways = Map.copyOf(gateways);
    }

    /**
     * What FRR 8 puts into the kernel for a neighbour without an IPv4 address, with a neighbour entry of its link-local one's MAC address;
     * the interface, which is shown with it, is what tells several apart.
     */
    public static final String UNNUMBERED = "169.254.0.1";

    /** Reads both families of the namespace. */
    public static KernelRoutes of(String namespace) throws IOException, InterruptedException {
        Map<String, NavigableSet<String>> all = new TreeMap<>();
        for (String family : new String[] {"-4", "-6"}) {
            all.putAll(parse(Namespaces.run(namespace, "ip", "-j", family, "route", "show"))
                    .gateways());
        }
        return new KernelRoutes(all);
    }

    /** Parses the answer of {@code ip -j route show}; an IPv6 destination may come in several objects, one per gateway. */
    static KernelRoutes parse(String json) {
        Map<String, NavigableSet<String>> all = new TreeMap<>();
        for (JsonElement element :
                JsonParser.parseString(json.isBlank() ? "[]" : json).getAsJsonArray()) {
            JsonObject route = element.getAsJsonObject();
            if (!DAEMONS.contains(text(route, "protocol"))) {
                continue;
            }
            NavigableSet<String> gateways = all.computeIfAbsent(host(text(route, "dst")), dst -> new TreeSet<>());
            if (route.has("nexthops")) {
                for (JsonElement hop : route.getAsJsonArray("nexthops")) {
                    gateways.add(gateway(hop.getAsJsonObject()));
                }
            } else {
                gateways.add(gateway(route));
            }
        }
        return new KernelRoutes(all);
    }

    /** The gateways of a destination (an address, or a prefix in the kernel's spelling); empty when it has no route. */
    public Set<String> to(String destination) {
        return gateways.getOrDefault(host(destination), new TreeSet<>());
    }

    private static String host(String destination) {
        return destination.replaceFirst("^([0-9.]+)/32$", "$1").replaceFirst("^([0-9a-f:]+)/128$", "$1");
    }

    private static String gateway(JsonObject hop) {
        if (hop.has("via")) {
            return text(hop.getAsJsonObject("via"), "host");
        }
        String device = "dev " + text(hop, "dev");
        String gateway = text(hop, "gateway");
        if (gateway.isEmpty()) {
            return device;
        }
        return gateway.equals(UNNUMBERED) ? gateway + " " + device : gateway;
    }

    private static String text(JsonObject object, String field) {
        return object.has(field) ? object.get(field).getAsString() : "";
    }
}
