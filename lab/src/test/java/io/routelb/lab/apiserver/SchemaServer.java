package io.routelb.lab.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.RestClient.Answer;
import io.routelb.lab.apiserver.store.Json;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** An API server with some of our CRDs and nothing else, which is asked what their schemas let through. */
final class SchemaServer implements AutoCloseable {
    private final ApiServer server;
    private final RestClient admin;

    /** By kind: the group with the version its objects are written in, and where they go. */
    private final Map<String, String> versions = new HashMap<>();

    private final Map<String, String> collections = new HashMap<>();

    private SchemaServer(ApiServer server) {
        this.server = server;
        this.admin = RestClient.admin(server);
    }

    /** Starts it with the CRDs of these names. */
    static SchemaServer with(String... crds) throws IOException {
        SchemaServer schemas = new SchemaServer(ApiServer.start(Options.defaults()));
        for (String crd : crds) {
            schemas.define("crds/" + crd + ".yaml");
        }
        return schemas;
    }

    private void define(String file) throws IOException {
        Shipped.apply(admin, file);
        for (JsonObject crd : Shipped.objects(file)) {
            JsonObject spec = crd.getAsJsonObject("spec");
            JsonObject names = spec.getAsJsonObject("names");
            JsonObject newest = spec.getAsJsonArray("versions").get(0).getAsJsonObject();
            String kind = Json.string(names, "kind");
            String version = Json.string(spec, "group") + "/" + Json.string(newest, "name");
            String namespace = Json.string(spec, "scope").equals("Namespaced") ? "/namespaces/default" : "";
            versions.put(kind, version);
            collections.put(kind, "/apis/" + version + namespace + "/" + Json.string(names, "plural"));
        }
    }

    /** An object of the kind with this spec, whose quotes are single, is refused; what is said contains this. */
    void refuses(String kind, String spec, String said) {
        Answer answer = create(kind, spec);
        assertEquals(422, answer.code(), answer.text());
        assertTrue(answer.at("message").contains(said), answer.at("message"));
    }

    /** An object of the kind with this spec, whose quotes are single, is taken; it is not kept. */
    void takes(String kind, String spec) {
        Answer answer = create(kind, spec);
        assertEquals(201, answer.code(), answer.text());
    }

    private Answer create(String kind, String spec) {
        String object = "{'apiVersion':'" + versions.get(kind) + "','kind':'" + kind
                + "','metadata':{'name':'one'},'spec':" + spec + "}";
        return admin.post(collections.get(kind) + "?dryRun=All", object.replace('\'', '"'));
    }

    @Override
    public void close() throws IOException {
        admin.close();
        server.close();
    }
}
