package io.routelb.lab.apiserver.patch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two managers on one object, after the scenarios of Kubernetes' server-side apply documentation. */
class ServerSideApplyTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final ListKeys KEYS = ListKeys.ofCustomResource(Json.object("""
            {'type':'object','properties':{'spec':{'type':'object','properties':{
              'type':{'type':'string'},'replicas':{'type':'integer'},
              'selector':{'type':'object','additionalProperties':{'type':'string'},'x-kubernetes-map-type':'atomic'},
              'sources':{'type':'array','items':{'type':'string'}},
              'names':{'type':'array','x-kubernetes-list-type':'set','items':{'type':'string'}},
              'ports':{'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['port','protocol'],
                'items':{'type':'object','properties':{'port':{'type':'integer'},'name':{'type':'string'},
                  'protocol':{'type':'string','default':'TCP'}}}}}}}}"""));

    private static FieldWriter writer(String manager) {
        return new FieldWriter(manager, "v1", "", NOW);
    }

    private static JsonObject thing(String spec) {
        return Json.object("{'apiVersion':'v1','kind':'Thing','metadata':{'name':'x'},'spec':" + spec + "}");
    }

    private static JsonObject apply(Optional<JsonObject> live, String spec, String manager, boolean force)
            throws PatchException {
        return ServerSideApply.apply(live, thing(spec), writer(manager), force, KEYS);
    }

    private static JsonObject spec(JsonObject object) {
        return object.has("spec") ? object.getAsJsonObject("spec") : new JsonObject();
    }

    private static JsonElement fields(JsonObject object, String manager) {
        for (JsonElement entry : Managers.list(object)) {
            if (entry.getAsJsonObject().get("manager").getAsString().equals(manager)) {
                return entry.getAsJsonObject().get("fieldsV1");
            }
        }
        return new JsonObject();
    }

    @Test
    void createsWithOneApplyEntry() throws PatchException {
        JsonObject created = apply(Optional.empty(), "{'type':'A','ports':[{'port':80}],'names':['n']}", "one", false);
        JsonArray expected = Json.array("""
                [{'manager':'one','operation':'Apply','apiVersion':'v1','time':'2026-01-02T03:04:05Z',
                  'fieldsType':'FieldsV1','fieldsV1':{'f:spec':{
                    'f:names':{'v:\\"n\\"':{}},
                    'f:ports':{'k:{\\"port\\":80,\\"protocol\\":\\"TCP\\"}':{'.':{},'f:port':{}}},
                    'f:type':{}}}}]""");
        assertEquals(expected.toString(), Managers.list(created).toString());
    }

    @Test
    void refusesAnotherValueOfAFieldSomebodyOwns() throws PatchException {
        JsonObject live = ManagedFields.onUpdate(
                Optional.empty(), thing("{'type':'ClusterIP'}"), writer("kubectl-client-side-apply"), KEYS);
        ApplyConflictException conflict = assertThrows(
                ApplyConflictException.class, () -> apply(Optional.of(live), "{'type':'LoadBalancer'}", "two", false));
        assertEquals(409, conflict.code());
        assertEquals(
                "Apply failed with 1 conflict: conflict with \"kubectl-client-side-apply\" using v1: .spec.type",
                conflict.getMessage());
        assertEquals(".spec.type", conflict.conflicts().getFirst().field());
    }

    @Test
    void namesEveryConflictInKubernetesNotation() throws PatchException {
        JsonObject live = apply(
                Optional.empty(), "{'replicas':1,'ports':[{'port':80,'name':'a'}],'selector':{'a':'b'}}", "one", false);
        PatchException conflict = assertThrows(
                PatchException.class,
                () -> apply(
                        Optional.of(live),
                        "{'replicas':2,'ports':[{'port':80,'name':'b'}],'selector':{'a':'c'}}",
                        "two",
                        false));
        assertEquals("""
                Apply failed with 3 conflicts: conflicts with "one":
                - .spec.ports[port=80,protocol="TCP"].name
                - .spec.replicas
                - .spec.selector""", conflict.getMessage());
    }

    @Test
    void sharesAFieldWhenBothWantTheSameValue() throws PatchException {
        JsonObject one = apply(Optional.empty(), "{'replicas':1}", "one", false);
        JsonObject both = apply(Optional.of(one), "{'replicas':1}", "two", false);
        assertEquals(fields(both, "one"), fields(both, "two"));
        JsonObject left = apply(Optional.of(both), "{}", "one", false);
        assertEquals(Json.object("{'replicas':1}"), spec(left), "the second manager still wants it");
        JsonObject gone = apply(Optional.of(left), "{}", "two", false);
        assertEquals(new JsonObject(), spec(gone), "nobody wants it any more");
    }

    @Test
    void takesAFieldByForce() throws PatchException {
        JsonObject one = apply(Optional.empty(), "{'replicas':1,'type':'A'}", "one", false);
        JsonObject two = apply(Optional.of(one), "{'replicas':2}", "two", true);
        assertEquals(Json.object("{'replicas':2,'type':'A'}"), spec(two));
        assertEquals(Json.object("{'f:spec':{'f:type':{}}}"), fields(two, "one"));
        assertEquals(Json.object("{'f:spec':{'f:replicas':{}}}"), fields(two, "two"));
    }

    @Test
    void removesWhatItsManagerNoLongerApplies() throws PatchException {
        JsonObject one =
                apply(Optional.empty(), "{'type':'A','ports':[{'port':1},{'port':2}],'names':['a','b']}", "one", false);
        JsonObject less = apply(Optional.of(one), "{'ports':[{'port':2}],'names':['b']}", "one", false);
        assertEquals(Json.object("{'ports':[{'port':2}],'names':['b']}"), spec(less));
    }

    @Test
    void keepsWhatAnotherAddedToAnElementAsLongAsTheElementLives() throws PatchException {
        JsonObject one = apply(Optional.empty(), "{'ports':[{'port':1}]}", "one", false);
        JsonObject two = apply(Optional.of(one), "{'ports':[{'port':1,'name':'x'},{'port':2}]}", "two", false);
        JsonObject left = apply(Optional.of(two), "{}", "one", false);
        assertEquals(Json.object("{'ports':[{'port':1,'name':'x'},{'port':2}]}"), spec(left));
        JsonObject last = apply(Optional.of(left), "{'ports':[{'port':2}]}", "two", false);
        assertEquals(Json.object("{'ports':[{'port':2}]}"), spec(last));
    }

    @Test
    void replacesAtomicListsAndMapsAsOne() throws PatchException {
        JsonObject one = apply(Optional.empty(), "{'sources':['a','b'],'selector':{'a':'1'}}", "one", false);
        JsonObject next = apply(Optional.of(one), "{'sources':['c'],'selector':{'b':'2'}}", "one", false);
        assertEquals(Json.object("{'sources':['c'],'selector':{'b':'2'}}"), spec(next));
        assertEquals(Json.object("{'f:spec':{'f:selector':{},'f:sources':{}}}"), fields(next, "one"));
    }

    @Test
    void unitesSetsOfTwoManagersInTheAppliersOrder() throws PatchException {
        JsonObject one = apply(Optional.empty(), "{'names':['a','b']}", "one", false);
        JsonObject two = apply(Optional.of(one), "{'names':['c','b']}", "two", false);
        assertEquals(Json.object("{'names':['c','a','b']}"), spec(two));
    }

    @Test
    void isTheSameObjectWhenNothingChanges() throws PatchException {
        JsonObject one = apply(Optional.empty(), "{'type':'A','ports':[{'port':1}]}", "one", false);
        FieldWriter later = new FieldWriter("one", "v1", "", NOW.plusSeconds(60));
        JsonObject again =
                ServerSideApply.apply(Optional.of(one), thing("{'type':'A','ports':[{'port':1}]}"), later, false, KEYS);
        assertEquals(one, again);
    }

    @Test
    void ownsWhatWasThereBeforeAnybodyTracked() throws PatchException {
        JsonObject live = thing("{'type':'A'}");
        PatchException conflict =
                assertThrows(PatchException.class, () -> apply(Optional.of(live), "{'type':'B'}", "one", false));
        assertTrue(String.valueOf(conflict.getMessage()).contains("\"before-first-apply\" using v1: .spec.type"));
    }

    @Test
    void letsKubectlMoveOnFromClientSideApply() throws PatchException {
        JsonObject object = thing("{'type':'A'}");
        object.getAsJsonObject("metadata").add("annotations", new JsonObject());
        object.getAsJsonObject("metadata")
                .getAsJsonObject("annotations")
                .addProperty(
                        "kubectl.kubernetes.io/last-applied-configuration",
                        thing("{'type':'A'}").toString());
        JsonObject live = ManagedFields.onUpdate(Optional.empty(), object, writer("kubectl-client-side-apply"), KEYS);
        assertEquals(
                "B",
                spec(apply(Optional.of(live), "{'type':'B'}", "kubectl", false))
                        .get("type")
                        .getAsString());
        assertThrows(PatchException.class, () -> apply(Optional.of(live), "{'type':'B'}", "another", false));
    }

    @Test
    void doesNotTakeANullInMetadataForAWish() throws PatchException {
        JsonObject live = thing("{}");
        live.getAsJsonObject("metadata").addProperty("creationTimestamp", "2026-01-01T00:00:00Z");
        JsonObject applied = Json.object(
                "{'apiVersion':'v1','kind':'Thing','metadata':{'name':'x','creationTimestamp':null},'spec':{}}");
        JsonObject result = ServerSideApply.apply(Optional.of(live), applied, writer("one"), false, KEYS);
        assertEquals(
                "2026-01-01T00:00:00Z",
                result.getAsJsonObject("metadata").get("creationTimestamp").getAsString());
    }

    @Test
    void leavesNoEmptyMapBehind() throws PatchException {
        JsonObject live = ManagedFields.onUpdate(Optional.empty(), thing("{'free':{}}"), writer("other"), KEYS);
        JsonObject more = apply(Optional.of(live), "{'free':{'a':'1'}}", "one", true);
        JsonObject less = apply(Optional.of(more), "{'type':'A'}", "one", false);
        assertEquals(Json.object("{'type':'A'}"), spec(less));
    }

    @Test
    void refusesManagedFieldsAndANamelessManager() {
        JsonObject applied = thing("{}");
        applied.getAsJsonObject("metadata").add("managedFields", Json.array("[{}]"));
        PatchException refused = assertThrows(
                PatchException.class,
                () -> ServerSideApply.apply(Optional.empty(), applied, writer("one"), false, KEYS));
        assertEquals(400, refused.code());
        assertThrows(PatchException.class, () -> apply(Optional.empty(), "{}", "", false));
    }
}
