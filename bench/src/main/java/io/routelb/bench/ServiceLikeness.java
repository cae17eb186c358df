package io.routelb.bench;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;

/**
 * What a decision of the allocator left on a Service, as a patch for other Services: the bytes of an allocation, decided by nobody.
 *
 * @param text a merge patch of annotations and status
 * @param address that stands in it; empty when there is none
 */
record ServiceLikeness(String text, String address) {
    /** Of a Service as the API server shows it. */
    static ServiceLikeness of(JsonObject service) throws IOException {
        JsonObject metadata = new JsonObject();
        metadata.add("annotations", part(service.getAsJsonObject("metadata"), "annotations"));
        JsonObject status = part(service, "status").getAsJsonObject();
        JsonObject patch = new JsonObject();
        patch.add("metadata", metadata);
        patch.add("status", status);
        JsonElement ingress = part(status, "loadBalancer").getAsJsonObject().get("ingress");
        return new ServiceLikeness(
                patch.toString(),
                ingress == null
                        ? ""
                        : ingress.getAsJsonArray()
                                .get(0)
                                .getAsJsonObject()
                                .get("ip")
                                .getAsString());
    }

    /** No more than the address. */
    static ServiceLikeness bare(String address) {
        return new ServiceLikeness(
                "{\"metadata\":{},\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"" + address
                        + "\",\"ipMode\":\"VIP\"}]}}}",
                address);
    }

    /** As it is. */
    JsonObject patch() {
        return JsonParser.parseString(text).getAsJsonObject();
    }

    /** With another address, for a Service of that version only. */
    JsonObject patch(String another, String version) {
        JsonObject patch =
                JsonParser.parseString(text.replace(address, another)).getAsJsonObject();
        patch.getAsJsonObject("metadata").addProperty("resourceVersion", version);
        return patch;
    }

    private static JsonElement part(JsonObject object, String field) throws IOException {
        JsonElement part = object.get(field);
        if (part == null) {
            throw new IOException("the Service has no " + field);
        }
        return part;
    }
}
