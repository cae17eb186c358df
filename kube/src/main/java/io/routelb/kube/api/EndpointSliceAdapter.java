package io.routelb.kube.api;

import com.google.gson.stream.JsonReader;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.routelb.kube.api.EndpointSlice.Endpoint;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Reads an {@link EndpointSlice}: of what a large cluster has most, the most. */
final class EndpointSliceAdapter extends ObjectReader<EndpointSlice> {
    EndpointSliceAdapter(SharedStrings strings) {
        super(strings);
    }

    @Override
    public EndpointSlice read(JsonReader in) throws IOException {
        V1ObjectMeta metadata = new V1ObjectMeta();
        String addressType = "";
        List<Endpoint> endpoints = List.of();
        for (String name = first(in); name != null; name = next(in)) {
            switch (name) {
                case "metadata" -> metadata(in, metadata);
                case "addressType" -> addressType = textOrEmpty(in);
                case "endpoints" -> endpoints = list(in, () -> endpoint(in));
                default -> in.skipValue();
            }
        }
        return new EndpointSlice(metadata, addressType, endpoints);
    }

    private void metadata(JsonReader in, V1ObjectMeta metadata) throws IOException {
        for (String name = first(in); name != null; name = next(in)) {
            switch (name) {
                case "name" -> metadata.setName(text(in));
                case "namespace" -> metadata.setNamespace(text(in));
                case "resourceVersion" -> metadata.setResourceVersion(text(in));
                case "labels" -> labels(in, metadata);
                default -> in.skipValue();
            }
        }
        metadata.annotations(null).finalizers(null).managedFields(null).ownerReferences(null);
    }

    private void labels(JsonReader in, V1ObjectMeta metadata) throws IOException {
        for (String name = first(in); name != null; name = next(in)) {
            String value = text(in);
            if (value != null && name.equals(EndpointSlice.SERVICE_NAME_LABEL)) {
                metadata.setLabels(Map.of(EndpointSlice.SERVICE_NAME_LABEL, value));
            }
        }
    }

    private Endpoint endpoint(JsonReader in) throws IOException {
        Endpoint endpoint = new Endpoint();
        for (String name = first(in); name != null; name = next(in)) {
            switch (name) {
                case "nodeName" -> endpoint.nodeName = text(in);
                case "conditions" -> conditions(in, endpoint);
                default -> in.skipValue();
            }
        }
        return endpoint;
    }

    private void conditions(JsonReader in, Endpoint endpoint) throws IOException {
        for (String name = first(in); name != null; name = next(in)) {
            switch (name) {
                case "ready" -> endpoint.ready = flag(in);
                case "serving" -> endpoint.serving = flag(in);
                case "terminating" -> endpoint.terminating = flag(in);
                default -> in.skipValue();
            }
        }
    }
}
