package io.routelb.lab.apiserver.builtin;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.status.Cause;
import io.routelb.lab.apiserver.store.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which IP families a Service has, in which order. IPv4 comes first. */
final class ServiceFamilies {
    private static final String POLICY = "ipFamilyPolicy";
    private static final String FAMILIES = "ipFamilies";
    private static final String SINGLE = "SingleStack";

    private ServiceFamilies() {}

    static void fill(JsonObject spec, Optional<JsonObject> old, boolean dualStack) {
        if (!ServiceDefaults.needsClusterIp(spec)) {
            return;
        }
        List<String> addresses = Json.strings(spec, "clusterIPs");
        List<String> families = new ArrayList<>(Json.strings(spec, FAMILIES));
        boolean headless = addresses.contains("None");
        if (Json.isUnset(spec, POLICY)) {
            boolean bare = headless && Json.object(spec, "selector").isEmpty();
            boolean two = families.size() == 2 || addresses.size() == 2 || (bare && families.isEmpty());
            spec.addProperty(POLICY, two ? "RequireDualStack" : SINGLE);
        }
        boolean single = Json.string(spec, POLICY).equals(SINGLE);
        if (single && old.isPresent() && !Json.string(old.get(), POLICY).equals(SINGLE)) {
            shrink(spec, families, addresses, old.get());
        }
        if (!headless) {
            addresses = Json.strings(spec, "clusterIPs");
            for (int i = families.size(); i < addresses.size(); i++) {
                Ips.parse(addresses.get(i)).map(Ips::family).ifPresent(families::add);
            }
        }
        if (families.isEmpty()) {
            families.add(Ips.V4);
        }
        if (dualStack && !single && families.size() == 1) {
            families.add(families.getFirst().equals(Ips.V4) ? Ips.V6 : Ips.V4);
        }
        spec.add(FAMILIES, Json.stringArray(families));
    }

    /** What a cluster of one family cannot give. */
    static List<Cause> beyondSingleStack(JsonObject spec) {
        if (Json.string(spec, POLICY).equals("RequireDualStack") && ServiceDefaults.needsClusterIp(spec)) {
            return List.of(Cause.invalid(
                    "spec.ipFamilyPolicy",
                    "RequireDualStack",
                    "this cluster is not configured for dual-stack services"));
        }
        int six = Json.strings(spec, FAMILIES).indexOf(Ips.V6);
        return six < 0
                ? List.of()
                : List.of(Cause.invalid("spec.ipFamilies[" + six + "]", Ips.V6, "not configured on this cluster"));
    }

    /** From two families to one: the second goes, if the user did not name other ones. */
    private static void shrink(JsonObject spec, List<String> families, List<String> addresses, JsonObject old) {
        if (families.size() == 2 && families.equals(Json.strings(old, FAMILIES))) {
            families.removeLast();
        }
        if (addresses.size() == 2 && addresses.equals(Json.strings(old, "clusterIPs"))) {
            spec.add("clusterIPs", Json.stringArray(addresses.subList(0, 1)));
        }
    }
}
