package io.routelb.lab.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.lab.apiserver.RestClient.Answer;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What goes by itself: dependents, the contents of namespaces, the objects of definitions. */
class ControllersTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static ApiServer server;
    private static RestClient client;

    @BeforeAll
    static void start() throws IOException {
        server = ApiServer.start(Options.defaults());
        client = RestClient.admin(server);
    }

    @AfterAll
    static void stop() throws IOException {
        client.close();
        server.close();
    }

    static void eventually(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, what);
            Thread.onSpinWait();
        }
    }

    private static void gone(String path) {
        eventually(path + " goes", () -> client.get(path).code() == 404);
    }

    private static String owner(String name) {
        return client.post(MAPS, "{\"metadata\":{\"name\":\"" + name + "\"}}").at("metadata/uid");
    }

    private static void owned(String name, String uid, String rest) {
        Answer made = client.post(MAPS, """
                {"metadata":{"name":"%s","ownerReferences":[{"apiVersion":"v1","kind":"ConfigMap","name":"o","uid":"%s"%s}]}}""".formatted(name, uid, rest));
        assertEquals(201, made.code(), made.text());
    }

    @Test
    void dependentsGoAfterTheirOwner() {
        String uid = owner("back");
        owned("back-child", uid, "");
        client.delete(MAPS + "/back");
        gone(MAPS + "/back-child");
    }

    @Test
    void orphansStayWithoutTheReference() {
        String uid = owner("left");
        owned("left-child", uid, "");
        client.delete(MAPS + "/left?propagationPolicy=Orphan");
        gone(MAPS + "/left");
        assertEquals("", client.get(MAPS + "/left-child").at("metadata/ownerReferences"));
    }

    @Test
    void inTheForegroundDependentsGoFirst() {
        String uid = owner("front");
        owned("front-child", uid, ",\"blockOwnerDeletion\":true");
        client.patch("merge-patch", MAPS + "/front-child", "{\"metadata\":{\"finalizers\":[\"example.org/hold\"]}}");
        client.send("DELETE", MAPS + "/front", "{\"propagationPolicy\":\"Foreground\"}");
        eventually(
                "the child is being deleted",
                () -> !client.get(MAPS + "/front-child")
                        .at("metadata/deletionTimestamp")
                        .isEmpty());
        assertEquals(200, client.get(MAPS + "/front").code(), "the owner waits");
        client.patch("merge-patch", MAPS + "/front-child", "{\"metadata\":{\"finalizers\":null}}");
        gone(MAPS + "/front");
    }

    @Test
    void anObjectOfAnOwnerThatNeverWasGoes() {
        owned("stray", "00000000-0000-0000-0000-000000000000", "");
        gone(MAPS + "/stray");
    }

    @Test
    void aNamespaceTakesItsContentsAlongAndRefusesNewOnes() {
        client.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"full\"}}");
        eventually(
                "every namespace has its account",
                () -> client.get("/api/v1/namespaces/full/serviceaccounts/default")
                                .code()
                        == 200);
        String held = "/api/v1/namespaces/full/secrets";
        client.post(held, "{\"metadata\":{\"name\":\"s\",\"finalizers\":[\"example.org/hold\"]}}");
        client.post("/api/v1/namespaces/full/configmaps", "{\"metadata\":{\"name\":\"c\"}}");
        assertEquals("Terminating", client.delete("/api/v1/namespaces/full").at("status/phase"));
        gone("/api/v1/namespaces/full/configmaps/c");
        Answer refused = client.post(held, "{\"metadata\":{\"name\":\"t\"}}");
        assertEquals(403, refused.code());
        assertEquals("NamespaceTerminating", refused.at("details/causes/0/reason"));
        client.patch("merge-patch", held + "/s", "{\"metadata\":{\"finalizers\":null}}");
        gone("/api/v1/namespaces/full");
    }

    @Test
    void aDefinitionIsServedAtOnceAndTakesItsObjectsAlong() throws IOException, InterruptedException {
        Answer made = client.post(CRDS, definition("gadgets", "Gadget"));
        assertEquals(201, made.code(), made.text());
        assertEquals("NamesAccepted", made.at("status/conditions/0/type"));
        assertEquals("True", made.at("status/conditions/1/status"));
        assertTrue(client.get("/apis/example.org/v1").text().contains("gadgets"));
        String gadgets = "/apis/example.org/v1/namespaces/default/gadgets";
        Answer gadget = client.post(
                gadgets,
                "{\"apiVersion\":\"example.org/v1\",\"kind\":\"Gadget\",\"metadata\":{\"name\":\"g\"},\"spec\":{\"x\":1,\"junk\":2},\"status\":{\"y\":\"no\"}}");
        assertEquals(201, gadget.code(), gadget.text());
        assertEquals("1", gadget.at("metadata/generation"));
        assertEquals("{\"x\":1,\"size\":3}", gadget.at("spec"));
        assertEquals("", gadget.at("status"));
        try (WatchLines watch = client.watch(gadgets + "?watch=1")) {
            assertEquals("ADDED g", watch.next().toString());
            client.delete(CRDS + "/gadgets.example.org");
            assertEquals("DELETED g", watch.next().toString());
            assertTrue(watch.ends(), "nothing is left to watch");
        }
        gone(CRDS + "/gadgets.example.org");
        assertEquals(404, client.get(gadgets).code());
    }

    @Test
    void customResourcesFollowTheirSchemaAndCountGenerations() {
        client.post(CRDS, definition("widgets", "Widget"));
        String widgets = "/apis/example.org/v1/namespaces/default/widgets";
        String head = "{\"apiVersion\":\"example.org/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"w\"},";
        assertEquals(422, client.post(widgets, head + "\"spec\":{\"size\":99}}").code());
        Answer rule = client.post(widgets, head + "\"spec\":{\"size\":7}}");
        assertTrue(rule.at("message").contains("never seven"), rule.text());
        Answer made = client.post(widgets, head + "\"spec\":{}}");
        Answer status = client.patch(
                "merge-patch",
                widgets + "/w/status",
                "{\"status\":{\"y\":\"ok\"},\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
        assertEquals("1", status.at("metadata/generation"));
        assertEquals("", status.at("metadata/labels"), "a custom resource's status writes no metadata");
        Answer spec = client.patch("merge-patch", widgets + "/w", "{\"spec\":{\"size\":4},\"status\":{\"y\":\"bad\"}}");
        assertEquals("2", spec.at("metadata/generation"));
        assertEquals("ok", spec.at("status/y"));
        Answer put = client.put(widgets + "/w", head + "\"spec\":{}}");
        assertEquals("metadata.resourceVersion", put.at("details/causes/0/field"), "custom resources need a version");
        assertEquals(
                415, client.patch("strategic-merge-patch", widgets + "/w", "{}").code());
        assertEquals(made.at("metadata/uid"), spec.at("metadata/uid"));
    }

    @Test
    void refusesDefinitionsThatCannotBe() {
        Answer name = client.post(CRDS, definition("a", "A").replace("\"a.example.org\"", "\"b.example.org\""));
        assertEquals("metadata.name", name.at("details/causes/0/field"));
        Answer schema = client.post(CRDS, definition("b", "B").replace("\"integer\"", "\"numeral\""));
        assertEquals(422, schema.code(), schema.text());
    }

    @Test
    void bothGroupsShowTheSameEvents() {
        String events = "/apis/events.k8s.io/v1/namespaces/default/events";
        Answer made = client.post(events, """
                {"metadata":{"name":"e"},"eventTime":"2026-01-01T00:00:00.000000Z","reportingController":"c","reportingInstance":"i",
                 "action":"Act","reason":"R","type":"Normal","note":"hello",
                 "regarding":{"kind":"Service","name":"s","namespace":"default"}}""");
        assertEquals(201, made.code(), made.text());
        Answer core = client.get("/api/v1/namespaces/default/events/e");
        assertEquals("hello", core.at("message"));
        assertEquals("s", core.at("involvedObject/name"));
        assertEquals("hello", client.get(events + "/e").at("note"));
        String found = client.get("/api/v1/events?fieldSelector=involvedObject.name%3Ds,reason%3DR")
                .at("items/0/metadata/name");
        assertEquals("e", found);
        assertEquals(
                422,
                client.post(events, "{\"metadata\":{\"name\":\"f\"},\"eventTime\":\"2026-01-01T00:00:00.000000Z\"}")
                        .code());
    }

    private static String definition(String plural, String kind) {
        return """
                {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"%s.example.org"},
                 "spec":{"group":"example.org","scope":"Namespaced","names":{"plural":"%s","kind":"%s"},"versions":[
                  {"name":"v1","served":true,"storage":true,"subresources":{"status":{}},"schema":{"openAPIV3Schema":{
                   "type":"object","properties":{
                    "spec":{"type":"object","x-kubernetes-validations":[{"rule":"self.size != 7","message":"never seven"}],
                     "properties":{"x":{"type":"integer"},"size":{"type":"integer","default":3,"maximum":10}}},
                    "status":{"type":"object","properties":{"y":{"type":"string"}}}}}}}]}}""".formatted(plural, plural, kind);
    }
}
