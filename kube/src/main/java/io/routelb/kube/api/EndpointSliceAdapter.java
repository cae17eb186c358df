package io.routelb.kube.api;

import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.routelb.kube.api.EndpointSlice.Endpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads an {@link EndpointSlice} field by field. An agent that starts reads thousands of them, with code that has not been compiled yet, and
 * reflection takes longest then.
 */
final class EndpointSliceAdapter extends TypeAdapter<EndpointSlice> {
    private final SharedStrings strings;

    EndpointSliceAdapter(SharedStrings strings) {
        this.strings = strings;
    }

    /** What is done with the value of a field; must take it from the reader. */
    @FunctionalInterface
    private interface Field {
        void read(String name) throws IOException;
    }

    @Override
    public EndpointSlice read(JsonReader in) throws IOException {
        V1ObjectMeta metadata = new V1ObjectMeta();
        String[] addressType = {""};
        List<Endpoint> endpoints = new ArrayList<>();
        fields(in, name -> {
            switch (name) {
                case "metadata" -> metadata(in, metadata);
                case "addressType" -> {
                    String text = text(in);
                    addressType[0] = text == null ? "" : text;
                }
                case "endpoints" -> endpoints(in, endpoints);
                default -> in.skipValue();
            }
        });
        return new EndpointSlice(metadata, addressType[0], endpoints);
    }

    private void metadata(JsonReader in, V1ObjectMeta metadata) throws IOException {
        fields(in, name -> {
            switch (name) {
                case "name" -> metadata.setName(text(in));
                case "namespace" -> metadata.setNamespace(text(in));
                case "resourceVersion" -> metadata.setResourceVersion(text(in));
                case "labels" -> labels(in, metadata);
                default -> in.skipValue();
            }
        });
        metadata.annotations(null).finalizers(null).managedFields(null).ownerReferences(null);
    }

    private void labels(JsonReader in, V1ObjectMeta metadata) throws IOException {
        fields(in, name -> {
            String value = text(in);
            if (value != null && name.equals(EndpointSlice.SERVICE_NAME_LABEL)) {
                metadata.setLabels(Map.of(EndpointSlice.SERVICE_NAME_LABEL, value));
            }
        });
    }

    private void endpoints(JsonReader in, List<Endpoint> endpoints) throws IOException {
        if (isNull(in)) {
            return;
        }
        in.beginArray();
        while (in.hasNext()) {
            Endpoint endpoint = new Endpoint();
            fields(in, name -> {
                switch (name) {
                    case "nodeName" -> endpoint.nodeName = text(in);
                    case "conditions" -> conditions(in, endpoint);
                    default -> in.skipValue();
                }
            });
            endpoints.add(endpoint);
        }
        in.endArray();
    }

    private void conditions(JsonReader in, Endpoint endpoint) throws IOException {
        fields(in, name -> {
            switch (name) {
                case "ready" -> endpoint.ready = flag(in);
                case "serving" -> endpoint.serving = flag(in);
                case "terminating" -> endpoint.terminating = flag(in);
                default -> in.skipValue();
            }
        });
    }

    private static void fields(JsonReader in, Field field) throws IOException {
        if (isNull(in)) {
            return;
        }
        in.beginObject();
        while (in.hasNext()) {
            field.read(in.nextName());
        }
        in.endObject();
    }

    private @Nullable String text(JsonReader in) throws IOException {
        return strings.read(in);
    }

    private static @Nullable Boolean flag(JsonReader in) throws IOException {
        return isNull(in) ? null : in.nextBoolean();
    }

    private static boolean isNull(JsonReader in) throws IOException {
        if (in.peek() != JsonToken.NULL) {
            return false;
        }
        in.nextNull();
        return true;
    }

    /** RouteLB writes none. */
    @Override
    public void write(JsonWriter out, EndpointSlice slice) {
        throw new UnsupportedOperationException("an EndpointSlice is only read");
    }
}
