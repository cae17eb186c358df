package io.routelb.lab.apiserver.openapi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.UnknownFieldSet;
import io.routelb.lab.apiserver.api.ResourceType;
import io.routelb.lab.apiserver.patch.FieldWriter;
import io.routelb.lab.apiserver.patch.ManagedFields;
import io.routelb.lab.apiserver.patch.PatchException;
import io.routelb.lab.apiserver.patch.ServerSideApply;
import io.routelb.lab.apiserver.patch.StrategicMergePatch;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published documents, their protobuf form decoded again, and how built-in kinds merge. */
class OpenApiTest {
    private static final ResourceType SERVICE = builtin("", "Service", "services", true);
    private static final ResourceType NODE = builtin("", "Node", "nodes", false);
    private static final ResourceType POD = builtin("", "Pod", "pods", true);
    private static final ResourceType CRD =
            builtin("apiextensions.k8s.io", "CustomResourceDefinition", "customresourcedefinitions", false);
    private static final ResourceType GROUP = new ResourceType(
            "purelb.io",
            "v2",
            "ServiceGroup",
            "servicegroups",
            "servicegroup",
            List.of("sg"),
            List.of(),
            true,
            true,
            Optional.of(json("""
                    {'type':'object','properties':{'spec':{'type':'object','description':'what is wished','oneOf':[{'required':['remote']}],
                      'properties':{'remote':{'type':'object','required':['pool'],'properties':{
                        'pool':{'type':'string','enum':['a','b'],'maxLength':9,'default':'a'},
                        'port':{'x-kubernetes-int-or-string':true},
                        'share':{'type':'number','minimum':0.5,'nullable':true},
                        'free':{'type':'object','additionalProperties':{'type':'string'}},
                        'list':{'type':'array','items':{'type':'boolean'}}}}}}}}""")),
            List.of());
    private static final OpenApi API = OpenApi.of(List.of(SERVICE, NODE, POD, CRD, GROUP));

    private static ResourceType builtin(String group, String kind, String plural, boolean namespaced) {
        return new ResourceType(
                group,
                "v1",
                kind,
                plural,
                kind.toLowerCase(Locale.ROOT),
                List.of(),
                List.of(),
                namespaced,
                true,
                Optional.empty(),
                List.of());
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text.replace('\'', '"')).getAsJsonObject();
    }

    private static JsonObject at(JsonObject object, String... path) {
        JsonObject at = object;
        for (String name : path) {
            at = at.getAsJsonObject(name);
        }
        return at;
    }

    @Test
    void describesBuiltinKindsByTheirModelClasses() {
        JsonObject ports = at(API.v2(), "definitions", "io.k8s.api.core.v1.ServiceSpec", "properties", "ports");
        assertEquals(json("""
                {'type':'array','items':{'$ref':'#/definitions/io.k8s.api.core.v1.ServicePort'},
                 'x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['port','protocol'],
                 'x-kubernetes-patch-strategy':'merge','x-kubernetes-patch-merge-key':'port'}"""), ports);
        JsonObject port = at(API.v2(), "definitions", "io.k8s.api.core.v1.ServicePort");
        assertEquals("[\"port\"]", port.get("required").toString());
        assertEquals(json("{'type':'integer','format':'int32'}"), at(port, "properties", "nodePort"));
    }

    @Test
    void hasNoReferenceThatLeadsNowhere() {
        JsonObject definitions = at(API.v2(), "definitions");
        List<String> targets = references(API.v2().toString(), "#/definitions/");
        assertTrue(targets.size() > 100);
        targets.forEach(name -> assertTrue(definitions.has(name), name));
        JsonObject v3 = API.v3("apis/purelb.io/v2").orElseThrow();
        List<String> inV3 = references(v3.toString(), "#/components/schemas/");
        assertFalse(inV3.isEmpty());
        inV3.forEach(name -> assertTrue(at(v3, "components", "schemas").has(name), name));
        assertFalse(v3.toString().contains("#/definitions/"));
        assertFalse(at(v3, "components", "schemas").has("io.k8s.api.core.v1.PodSpec"));
    }

    private static List<String> references(String text, String prefix) {
        return java.util.regex.Pattern.compile("\"\\$ref\":\"" + prefix + "([^\"]+)\"")
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
    }

    @Test
    void offersFieldValidationOnEveryPatch() {
        for (JsonObject document : List.of(API.v2(), API.v3("apis/purelb.io/v2").orElseThrow())) {
            JsonObject patch =
                    at(document, "paths", "/apis/purelb.io/v2/namespaces/{namespace}/servicegroups/{name}", "patch");
            assertTrue(patch.get("parameters").toString().contains("\"fieldValidation\""));
            assertEquals(
                    json("{'group':'purelb.io','kind':'ServiceGroup','version':'v2'}"),
                    patch.get("x-kubernetes-group-version-kind"));
        }
    }

    @Test
    void keepsOutOfSwaggerWhatItCannotSay() {
        JsonObject v2 = at(API.v2(), "definitions", "io.purelb.v2.ServiceGroup", "properties", "spec");
        assertFalse(v2.toString().contains("oneOf"));
        assertFalse(v2.toString().contains("nullable"));
        assertEquals(
                "int-or-string",
                at(v2, "properties", "remote", "properties", "port")
                        .get("format")
                        .getAsString());
        JsonObject v3 = at(
                API.v3("apis/purelb.io/v2").orElseThrow(),
                "components",
                "schemas",
                "io.purelb.v2.ServiceGroup",
                "properties",
                "spec");
        assertTrue(v3.has("oneOf"));
        assertTrue(v3.toString().contains("nullable"));
    }

    @Test
    void changesTheHashOfAGroupVersionOnlyWithItsContent() {
        OpenApi fewer = OpenApi.of(List.of(SERVICE, NODE, POD, CRD));
        assertEquals(at(fewer.v3Index(), "paths", "api/v1"), at(API.v3Index(), "paths", "api/v1"));
        OpenApi other = OpenApi.of(List.of(SERVICE, NODE));
        assertNotEquals(at(other.v3Index(), "paths", "api/v1"), at(API.v3Index(), "paths", "api/v1"));
    }

    @Test
    void writesTheSameDocumentAsProtobuf() throws IOException {
        UnknownFieldSet document = UnknownFieldSet.parseFrom(API.v2Protobuf());
        assertEquals("2.0", text(document, 1));
        JsonObject decoded = new JsonObject();
        for (UnknownFieldSet named : messages(only(messages(document, 9)), 1)) {
            decoded.add(text(named, 1), schema(only(messages(named, 2))));
        }
        assertEquals(API.v2().getAsJsonObject("definitions"), decoded);
        JsonObject paths = new JsonObject();
        for (UnknownFieldSet named : messages(only(messages(document, 8)), 2)) {
            paths.add(text(named, 1), parameters(only(messages(named, 2))));
        }
        assertEquals(API.v2().getAsJsonObject("paths").keySet(), paths.keySet());
        assertEquals(
                JsonParser.parseString("[\"dryRun\",\"fieldManager\",\"fieldValidation\",\"force\"]"),
                paths.get("/api/v1/namespaces/{namespace}/services/{name}"));
        assertArrayEquals(API.v2Protobuf(), API.v2Protobuf());
    }

    // The names of the query parameters of PATCH, through ParametersItem, Parameter and NonBodyParameter.
    private static JsonArray parameters(UnknownFieldSet path) throws IOException {
        JsonArray names = new JsonArray();
        for (UnknownFieldSet patch : messages(path, 8)) {
            for (UnknownFieldSet item : messages(patch, 8)) {
                UnknownFieldSet query = only(messages(only(messages(only(messages(item, 1)), 2)), 3));
                assertEquals("query", text(query, 2));
                names.add(text(query, 4));
            }
        }
        return names;
    }

    private static JsonObject schema(UnknownFieldSet message) throws IOException {
        JsonObject schema = new JsonObject();
        for (int field : message.asMap().keySet()) {
            switch (field) {
                case 1 -> schema.addProperty("$ref", text(message, 1));
                case 2 -> schema.addProperty("format", text(message, 2));
                case 4 -> schema.addProperty("description", text(message, 4));
                case 5 -> schema.add("default", JsonParser.parseString(text(only(messages(message, 5)), 2)));
                case 9 ->
                    schema.addProperty(
                            "minimum",
                            Double.longBitsToDouble(
                                    message.getField(9).getFixed64List().getFirst()));
                case 11 ->
                    schema.addProperty(
                            "maxLength", message.getField(11).getVarintList().getFirst());
                case 19 -> schema.add("required", strings(message, 19));
                case 20 -> schema.add("enum", choices(message));
                case 21 -> schema.add("additionalProperties", schema(only(messages(only(messages(message, 21)), 1))));
                case 22 -> schema.addProperty("type", text(only(messages(message, 22)), 1));
                case 23 -> schema.add("items", schema(only(messages(only(messages(message, 23)), 1))));
                case 25 -> schema.add("properties", properties(only(messages(message, 25))));
                case 31 -> {
                    for (UnknownFieldSet named : messages(message, 31)) {
                        schema.add(text(named, 1), JsonParser.parseString(text(only(messages(named, 2)), 2)));
                    }
                }
                default -> throw new AssertionError("field " + field + " of Schema was not expected");
            }
        }
        return schema;
    }

    private static JsonArray choices(UnknownFieldSet message) throws IOException {
        JsonArray choices = new JsonArray();
        for (UnknownFieldSet any : messages(message, 20)) {
            choices.add(JsonParser.parseString(text(any, 2)));
        }
        return choices;
    }

    private static JsonObject properties(UnknownFieldSet message) throws IOException {
        JsonObject properties = new JsonObject();
        for (UnknownFieldSet named : messages(message, 1)) {
            properties.add(text(named, 1), schema(only(messages(named, 2))));
        }
        return properties;
    }

    private static UnknownFieldSet only(List<UnknownFieldSet> messages) {
        assertEquals(1, messages.size());
        return messages.getFirst();
    }

    private static List<UnknownFieldSet> messages(UnknownFieldSet message, int field) throws IOException {
        List<UnknownFieldSet> found = new java.util.ArrayList<>();
        for (com.google.protobuf.ByteString bytes : message.getField(field).getLengthDelimitedList()) {
            found.add(UnknownFieldSet.parseFrom(bytes));
        }
        return found;
    }

    private static String text(UnknownFieldSet message, int field) {
        return message.getField(field).getLengthDelimitedList().getFirst().toStringUtf8();
    }

    private static JsonArray strings(UnknownFieldSet message, int field) {
        JsonArray list = new JsonArray();
        message.getField(field).getLengthDelimitedList().forEach(bytes -> list.add(bytes.toStringUtf8()));
        return list;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ports by port          | Service | {'spec':{'ports':[{'port':80,'name':'a'},{'port':443}]}} | {'spec':{'ports':[{'port':80,'nodePort':30080}]}} | {'spec':{'ports':[{'port':80,'name':'a','nodePort':30080},{'port':443}]}}
            node conditions        | Node | {'status':{'conditions':[{'type':'Ready','status':'False'}]}} | {'status':{'conditions':[{'type':'Ready','status':'True'}]}} | {'status':{'conditions':[{'type':'Ready','status':'True'}]}}
            node addresses         | Node | {'status':{'addresses':[{'type':'InternalIP','address':'1.1.1.1'}]}} | {'status':{'addresses':[{'type':'Hostname','address':'n'}]}} | {'status':{'addresses':[{'type':'InternalIP','address':'1.1.1.1'},{'type':'Hostname','address':'n'}]}}
            taints as one          | Node | {'spec':{'taints':[{'key':'a'}]}} | {'spec':{'taints':[{'key':'b'}]}} | {'spec':{'taints':[{'key':'b'}]}}
            pod CIDRs unite        | Node | {'spec':{'podCIDRs':['10.0.0.0/24']}} | {'spec':{'podCIDRs':['fd00::/64']}} | {'spec':{'podCIDRs':['10.0.0.0/24','fd00::/64']}}
            env in containers      | Pod | {'spec':{'containers':[{'name':'c','env':[{'name':'A','value':'1'}]}]}} | {'spec':{'containers':[{'name':'c','env':[{'name':'B','value':'2'}]}]}} | {'spec':{'containers':[{'name':'c','env':[{'name':'A','value':'1'},{'name':'B','value':'2'}]}]}}
            tolerations as one     | Pod | {'spec':{'tolerations':[{'key':'a'}]}} | {'spec':{'tolerations':[{'key':'b'}]}} | {'spec':{'tolerations':[{'key':'b'}]}}
            """)
    void mergesBuiltinListsByTheirKeys(String description, String kind, String document, String patch, String expected)
            throws PatchException {
        ResourceType type = List.of(SERVICE, NODE, POD).stream()
                .filter(candidate -> candidate.kind().equals(kind))
                .findFirst()
                .orElseThrow();
        assertEquals(
                json(expected),
                StrategicMergePatch.apply(json(document), json(patch), API.listKeys(type)),
                description);
    }

    @Test
    void writesManagedFieldsOfAServiceAsKubernetesDoes() {
        JsonObject service = json("""
                {'apiVersion':'v1','kind':'Service','metadata':{'name':'web','labels':{'app':'web'}},'spec':{'type':'ClusterIP',
                 'ports':[{'port':80,'protocol':'TCP','targetPort':8080}],'selector':{'app':'web'}},'status':{'loadBalancer':{}}}""");
        FieldWriter writer = new FieldWriter("kubectl-create", "v1", "", Instant.parse("2026-01-01T00:00:00Z"));
        JsonObject stored = ManagedFields.onUpdate(Optional.empty(), service, writer, API.listKeys(SERVICE));
        assertEquals(
                "{'f:metadata':{'f:labels':{'.':{},'f:app':{}}},'f:spec':{'f:ports':{'.':{},"
                        + "'k:{\\'port\\':80,\\'protocol\\':\\'TCP\\'}':{'.':{},'f:port':{},'f:protocol':{},'f:targetPort':{}}},"
                        + "'f:selector':{},'f:type':{}}}",
                stored.getAsJsonObject("metadata")
                        .getAsJsonArray("managedFields")
                        .get(0)
                        .getAsJsonObject()
                        .get("fieldsV1")
                        .toString()
                        .replace('"', '\''));
    }

    @Test
    void keepsTwoProtocolsOnOnePortApartWhenApplied() throws PatchException {
        JsonObject service = json("""
                {'apiVersion':'v1','kind':'Service','metadata':{'name':'dns'},'spec':{'ports':[
                  {'port':53,'name':'tcp'},{'port':53,'name':'udp','protocol':'UDP'}]}}""");
        FieldWriter writer = new FieldWriter("one", "v1", "", Instant.parse("2026-01-01T00:00:00Z"));
        JsonObject made = ServerSideApply.apply(Optional.empty(), service, writer, false, API.listKeys(SERVICE));
        JsonObject udp = json("""
                {'apiVersion':'v1','kind':'Service','metadata':{'name':'dns'},'spec':{'ports':[
                  {'port':53,'name':'udp','protocol':'UDP'}]}}""");
        JsonObject less = ServerSideApply.apply(Optional.of(made), udp, writer, false, API.listKeys(SERVICE));
        assertEquals(udp.get("spec"), less.get("spec"));
    }

    @Test
    void prunesWhatABuiltinKindDoesNotHave() {
        JsonObject object = json("{'metadata':{'name':'x'},'spec':{'typo':1,'ports':[{'port':1,'prot':'TCP'}]}}");
        assertEquals(
                List.of("spec.typo", "spec.ports[0].prot"),
                API.prune(SERVICE, object).unknownFields());
        assertEquals(
                json("{'metadata':{'name':'x'},'spec':{'ports':[{'port':1}]}}"),
                API.prune(SERVICE, object).object());
    }
}
