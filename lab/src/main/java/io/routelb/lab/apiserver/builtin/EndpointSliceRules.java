package io.routelb.lab.apiserver.builtin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.status.Cause;
import io.routelb.lab.apiserver.store.Json;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** EndpointSlices: one address family each, which cannot change; the addresses are of it. */
record EndpointSliceRules() implements KindRules {
    private static final int MAX_ENDPOINTS = 1000;

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public JsonObject completed(JsonObject slice, Optional<JsonObject> before) {
        if (!(slice.get("endpoints") instanceof JsonArray)) {
            slice.add("endpoints", new JsonArray());
        }
        for (JsonObject port : Json.objects(slice, "ports")) {
            if (!port.has("name")) {
                port.addProperty("name", "");
            }
            if (Json.isUnset(port, "protocol")) {
                port.addProperty("protocol", "TCP");
            }
        }
        return slice;
    }

    @Override
    public List<Cause> validate(JsonObject slice, Optional<JsonObject> before) {
        List<Cause> causes = new ArrayList<>();
        String family = Json.string(slice, "addressType");
        if (family.isEmpty()) {
            causes.add(Cause.required("addressType", ""));
        } else if (!List.of("FQDN", Ips.V4, Ips.V6).contains(family)) {
            causes.add(Cause.notSupported("addressType", family, "FQDN", Ips.V4, Ips.V6));
        }
        if (before.isPresent() && !Json.string(before.get(), "addressType").equals(family)) {
            causes.add(Cause.invalid("addressType", family, "field is immutable"));
        }
        List<JsonObject> endpoints = Json.objects(slice, "endpoints");
        if (endpoints.size() > MAX_ENDPOINTS) {
            causes.add(new Cause(
                    "FieldValueTooMany",
                    "endpoints",
                    "Too many: " + endpoints.size() + ": must have at most 1000 items"));
        }
        for (int i = 0; i < endpoints.size(); i++) {
            addresses("endpoints[" + i + "].addresses", family, Json.strings(endpoints.get(i), "addresses"), causes);
        }
        return causes;
    }

    private static void addresses(String field, String family, List<String> addresses, List<Cause> causes) {
        if (addresses.isEmpty()) {
            causes.add(Cause.required(field, "must contain at least 1 address"));
        }
        for (int i = 0; i < addresses.size(); i++) {
            String text = addresses.get(i);
            Optional<InetAddress> address = Ips.parse(text);
            if (List.of(Ips.V4, Ips.V6).contains(family)
                    && address.filter(a -> Ips.family(a).equals(family)).isEmpty()) {
                causes.add(Cause.invalid(field + "[" + i + "]", text, "must be a valid " + family + " address"));
            }
        }
    }
}
